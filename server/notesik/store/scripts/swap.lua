-- Replace a document of a shelf, if it is still as it was read.
-- KEYS: shelf
-- ARGV: id, document as it was read, new document
-- Returns 1, or 0 if it has changed or is gone: then nothing changes.
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1

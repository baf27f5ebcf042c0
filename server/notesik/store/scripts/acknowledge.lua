-- Acknowledge a log entry and add what follows from it to the results, once.
-- KEYS: log, then results
-- ARGV: consumer group, entry id, lifetime of results in ms, then for each count: place in KEYS, field, amount
-- Returns 1, or 0 if the entry was acknowledged before: then nothing changes.
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then
  return 0
end
for i = 4, #ARGV, 3 do
  redis.call('HINCRBY', KEYS[tonumber(ARGV[i])], ARGV[i + 1], ARGV[i + 2])
end
for i = 2, #KEYS do
  redis.call('PEXPIRE', KEYS[i], ARGV[3])
end
return 1

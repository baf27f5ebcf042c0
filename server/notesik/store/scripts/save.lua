-- Change a visitor's record and append to the log, if nobody changed the record in between.
-- KEYS: record, log
-- ARGV: expected revision (0: no record), new state ("" leaves it), lifetime in ms, "1" to forget the pending
--       snapshot, log length, log entries…
-- Returns 1, or 0 if the record has another revision: then nothing has changed.
local revision = redis.call('HGET', KEYS[1], 'r') or '0'
if revision ~= ARGV[1] then
  return 0
end
if ARGV[2] == '' then
  redis.call('HINCRBY', KEYS[1], 'r', 1)
else
  redis.call('HSET', KEYS[1], 's', ARGV[2], 'r', ARGV[1] + 1)
end
if ARGV[4] == '1' then
  redis.call('HDEL', KEYS[1], 'p')
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
for i = 6, #ARGV do
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[5], '*', 'd', ARGV[i])
end
return 1

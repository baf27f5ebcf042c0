-- Change a visitor's record and append to the log, if nobody changed the record in between.
-- KEYS: record, log
-- ARGV: expected revision (0: no record), new state ("" leaves it), lifetime in ms, "1" to forget the pending
--       snapshot, log length, log entries…
-- Returns the new revision, or 0 if the record has another one: then nothing has changed.
-- A new record's revisions begin at the time in microseconds: who remembers a record that was erased never takes one
-- that was begun afterwards for it, as long as the store's clock does not go back.
local revision = redis.call('HGET', KEYS[1], 'r') or '0'
if revision ~= ARGV[1] then
  return 0
end
if revision == '0' then
  local clock = redis.call('TIME')
  revision = clock[1] * 1000000 + clock[2]
end
revision = revision + 1
if ARGV[2] == '' then
  redis.call('HSET', KEYS[1], 'r', revision)
else
  redis.call('HSET', KEYS[1], 's', ARGV[2], 'r', revision)
end
if ARGV[4] == '1' then
  redis.call('HDEL', KEYS[1], 'p')
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
for i = 6, #ARGV do
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[5], '*', 'd', ARGV[i])
end
return revision

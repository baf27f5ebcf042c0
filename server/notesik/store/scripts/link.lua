-- Link an anonymous record to a user, at once and without loss.
-- KEYS: record
-- ARGV: user id, lifetime in ms
-- Returns {state, revision, user id, pending, 1 if it was linked now}: the record as it is after.
-- A first link keeps the state as it was in `p`, until the user's record has taken it over. A record that belongs to
-- another user starts anew, so that their history does not leak; unless that user's snapshot is still pending: then
-- nothing changes.
local record = redis.call('HMGET', KEYS[1], 's', 'r', 'u', 'p')
local state, revision, user, pending = record[1], record[2], record[3], record[4]
if user == ARGV[1] or (user and pending) then
  return {state, revision or '0', user, pending, 0}
end
if not revision then -- see save.lua
  local clock = redis.call('TIME')
  revision = clock[1] * 1000000 + clock[2]
end
if user then
  redis.call('HDEL', KEYS[1], 's')
  state = false
elseif state then
  redis.call('HSET', KEYS[1], 'p', state)
  pending = state
end
redis.call('HSET', KEYS[1], 'u', ARGV[1], 'r', revision + 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {state, revision + 1, ARGV[1], pending, 1}

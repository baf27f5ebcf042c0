-- Acknowledge entries of one log, and add what follows from each to the results, once.
-- KEYS: log, then results
-- ARGV: consumer group, lifetime of results in ms, then for each entry: id, how many counts, and for each of these:
--       place in KEYS, field, amount
-- Returns for each entry why its counts were refused, or an empty text. Of one that was acknowledged before nothing
-- is counted.
local group, lifetime = ARGV[1], ARGV[2]
local refused = {}
local i = 3
while i <= #ARGV do
  local is_first, last, reason = redis.call('XACK', KEYS[1], group, ARGV[i]) == 1, i + 1 + 3 * ARGV[i + 1], ''
  for j = i + 2, is_first and last or 0, 3 do
    local reply = redis.pcall('HINCRBY', KEYS[tonumber(ARGV[j])], ARGV[j + 1], ARGV[j + 2])
    if type(reply) == 'table' and reply.err then
      reason = reply.err
    end
  end
  refused[#refused + 1] = reason
  i = last + 1
end
for place = 2, #KEYS do
  redis.call('PEXPIRE', KEYS[place], lifetime)
end
return refused

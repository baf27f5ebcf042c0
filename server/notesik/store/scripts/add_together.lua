-- Count what came together and what was sold, by entries of the log, each of which is counted once.
-- KEYS: the entries being counted, best sellers, the changed products of each kind (viewed, bought), then the
--       neighbours of each product
-- ARGV: neighbours kept, best sellers kept, lifetime in ms, that of the entries being counted, then for each entry: its
--       name, how many additions, and for each of these: place in KEYS, member, amount, place of the changed products
--       in KEYS (0: none has changed), the changed product
-- Returns how many entries were new.
local neighbours_kept, sellers_kept, lifetime, counting_ms = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
local clock = redis.call('TIME')
local now_ms = clock[1] * 1000 + math.floor(clock[2] / 1000)
local now = string.format('%.0f', now_ms)
local new = 0
local i = 5
while i <= #ARGV do
  local last = i + 1 + 5 * ARGV[i + 1]
  local is_new = redis.call('ZADD', KEYS[1], now, ARGV[i]) == 1
  for j = i + 2, is_new and last or 0, 5 do
    redis.call('ZINCRBY', KEYS[tonumber(ARGV[j])], ARGV[j + 2], ARGV[j + 1])
    if ARGV[j + 3] ~= '0' then
      redis.call('ZADD', KEYS[tonumber(ARGV[j + 3])], now, ARGV[j + 4])
    end
  end
  new = new + (is_new and 1 or 0)
  i = last + 1
end
for place = 5, #KEYS do
  if redis.call('ZCARD', KEYS[place]) > 2 * neighbours_kept then
    redis.call('ZREMRANGEBYRANK', KEYS[place], 0, -neighbours_kept - 1)
  end
end
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -sellers_kept - 1)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now_ms - counting_ms))
for place = 2, #KEYS do
  redis.call('PEXPIRE', KEYS[place], lifetime)
end
redis.call('PEXPIRE', KEYS[1], counting_ms)
return new

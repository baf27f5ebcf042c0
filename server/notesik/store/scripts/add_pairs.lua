-- Count which products came together.
-- KEYS: the set of changed products, then the neighbours of each product
-- ARGV: weight, neighbours kept, lifetime in ms, then for each way of each pair: place in KEYS, product, neighbour
-- Returns the number of pairs, both ways counted.
local weight, kept, lifetime = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local clock = redis.call('TIME')
local now_ms = clock[1] * 1000 + math.floor(clock[2] / 1000)
for i = 4, #ARGV, 3 do
  local neighbours = KEYS[tonumber(ARGV[i])]
  redis.call('ZINCRBY', neighbours, weight, ARGV[i + 2])
  redis.call('ZADD', KEYS[1], string.format('%.0f', now_ms), ARGV[i + 1])
end
for i = 2, #KEYS do
  if redis.call('ZCARD', KEYS[i]) > 2 * kept then
    redis.call('ZREMRANGEBYRANK', KEYS[i], 0, -kept - 1)
  end
  redis.call('PEXPIRE', KEYS[i], lifetime)
end
redis.call('PEXPIRE', KEYS[1], lifetime)
return (#ARGV - 3) / 3

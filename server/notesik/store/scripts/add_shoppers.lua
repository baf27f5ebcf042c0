-- Count who came for which product in which hour; to add the same again changes nothing.
-- KEYS: the set of changed products, then of each product: who came in which hour last, how many came last in which hour
-- ARGV: first hour that counts, visitors kept, lifetime in ms, then for each visit: place of the product's keys,
--       product, visitor, hour
-- Returns the number of visits that changed something.
local first, kept, lifetime = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now_ms = clock[1] * 1000 + math.floor(clock[2] / 1000)
local changed = 0
for i = 4, #ARGV, 4 do
  local place, product, visitor, hour = tonumber(ARGV[i]), ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[i + 3])
  local before = redis.call('ZSCORE', KEYS[place], visitor)
  if hour >= first and (not before or tonumber(before) < hour) then
    if before then
      redis.call('HINCRBY', KEYS[place + 1], before, -1)
    end
    redis.call('ZADD', KEYS[place], hour, visitor)
    redis.call('HINCRBY', KEYS[place + 1], hour, 1)
    redis.call('ZADD', KEYS[1], string.format('%.0f', now_ms), product)
    changed = changed + 1
  end
end
for i = 2, #KEYS, 2 do
  local visitors, hours = KEYS[i], KEYS[i + 1]
  if redis.call('ZREMRANGEBYSCORE', visitors, '-inf', '(' .. first) > 0 then
    for _, hour in ipairs(redis.call('HKEYS', hours)) do
      if tonumber(hour) < first then
        redis.call('HDEL', hours, hour)
      end
    end
  end
  local dropped = redis.call('ZPOPMIN', visitors, math.max(redis.call('ZCARD', visitors) - kept, 0))
  for j = 2, #dropped, 2 do
    redis.call('HINCRBY', hours, dropped[j], -1)
  end
  redis.call('PEXPIRE', visitors, lifetime)
  redis.call('PEXPIRE', hours, lifetime)
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('(%.0f', now_ms - lifetime))
redis.call('PEXPIRE', KEYS[1], lifetime)
return changed

-- Entries of the log are acknowledged: their names stay for a while, but not as long as those that are being counted.
-- KEYS: the entries being counted
-- ARGV: lifetime in ms of the entries being counted, that of the acknowledged, how many of these are kept, then names
-- Returns how many acknowledged names were dropped.
local counting_ms, acknowledged_ms, kept = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local oldest_ms = clock[1] * 1000 + math.floor(clock[2] / 1000) - counting_ms
-- As if last tried so long ago that they are swept out in time. So they stand before all that are being counted.
local acknowledged = string.format('%.0f', oldest_ms + acknowledged_ms)
for i = 4, #ARGV do
  redis.call('ZADD', KEYS[1], acknowledged, ARGV[i])
end
local dropped = redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', oldest_ms))
local more = redis.call('ZCOUNT', KEYS[1], '-inf', acknowledged) - kept
if more > 0 then
  dropped = dropped + redis.call('ZREMRANGEBYRANK', KEYS[1], 0, more - 1)
end
redis.call('PEXPIRE', KEYS[1], counting_ms)
return dropped

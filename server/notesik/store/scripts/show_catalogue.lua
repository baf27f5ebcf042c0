-- Show a new generation of a catalogue instead of the old one.
-- KEYS: catalogue, new generation, old generation
-- ARGV: number of the new generation, its products, lifetime of the old one in ms
-- Returns the number of products. A new generation that has vanished is refused.
if redis.call('PERSIST', KEYS[2]) == 0 then
  return redis.error_reply('ERR the imported catalogue has vanished')
end
redis.call('PEXPIRE', KEYS[3], ARGV[3])
return redis.call('HSET', KEYS[1], 'generation', ARGV[1], 'count', ARGV[2]) and tonumber(ARGV[2])

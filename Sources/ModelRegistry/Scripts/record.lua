#!lua flags=allow-oom
-- Writes the status record of one worker, and tells it whether it is to drain.
--
-- KEYS    1 worker:ID  2 workers  3 drain:ID
-- ARGV    1 ID  2 record  3 milliseconds until it expires
-- Output  'OK', or 'DRAIN' when somebody asked this worker to
-- Why     A plain SET is refused when Redis is full, and then every worker would look dead. pcall: a worker whose user may
--         not look at drain:ID can't be drained, and goes on.
local time = redis.call('TIME')
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[2], string.format('%d', now), ARGV[1])
-- Whoever was killed does not remove itself, and nobody may ever ask who lives.
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%d', now - 3600000))
if redis.pcall('EXISTS', KEYS[3]) == 1 then return 'DRAIN' end
return 'OK'

#!lua flags=allow-oom
-- Asks one worker to drain.
--
-- KEYS    1 worker:ID  2 drain:ID
-- ARGV    1 who asks  2 seconds until the request expires
-- Output  'OK', or 'GONE' when no worker of that id lives, with nothing written
-- Why     The worker reads it at its next beat and stops. An id is never used again, so a request that nobody reads harms
--         nobody; it expires. Also when Redis is full.
if redis.call('EXISTS', KEYS[1]) == 0 then return 'GONE' end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
return 'OK'

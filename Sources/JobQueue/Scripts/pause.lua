#!lua flags=allow-oom
-- Keeps workers from claiming a model's jobs.
--
-- KEYS    1 paused
-- Output  'OK'
-- Why     A plain SET is refused when Redis is full, which is when an operator may want to hold the queue.
redis.call('SET', KEYS[1], '1')
return 'OK'

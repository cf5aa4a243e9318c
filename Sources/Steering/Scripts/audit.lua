#!lua flags=allow-oom
-- Writes down what somebody did to a model.
--
-- KEYS    1 audit
-- ARGV    1 most entries  2.. names and values of the entry, one after another
-- Output  the entry's id
-- Why     A plain XADD is refused when Redis is full, and then nobody would see who held the queue.
return redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', unpack(ARGV, 2))

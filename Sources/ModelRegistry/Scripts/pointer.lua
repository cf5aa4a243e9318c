#!lua flags=allow-oom
-- Reads the live pointer with its version's checksum, as of one moment.
--
-- KEYS    1 model
-- ARGV    none
-- Output  {version, previous, last_version, generation, published_at, published_by, sha256}, a missing field as nil;
--         nil without a live version
-- Why     A poll of every worker must not grow with the number of versions, as HGETALL would; and two commands could
--         pair the version of one publication with the checksum of the next. Not marked no-writes: a server that is no
--         longer the primary refuses it, which is how those who follow the pointer notice.
local pointer = redis.call('HMGET', KEYS[1],
    'version', 'previous', 'last_version', 'generation', 'published_at', 'published_by')
if not pointer[1] then return false end
pointer[7] = redis.call('HGET', KEYS[1], 'sha256:' .. pointer[1])
return pointer

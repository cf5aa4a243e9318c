#!lua flags=allow-oom
-- Removes versions, but never the live and the previous one.
--
-- KEYS    1 model  2 models  3.. model:VERSION of each candidate
-- ARGV    VERSION of each candidate, in the order of the keys
-- Output  the versions removed
-- Why     The pointer may have moved to a candidate since the caller chose it, so this looks again. UNLINK frees the
--         bytes outside the main thread.
local live, previous = unpack(redis.call('HMGET', KEYS[1], 'version', 'previous'))
local removed = {}
for index, version in ipairs(ARGV) do
    if version ~= live and version ~= previous then
        redis.call('UNLINK', KEYS[index + 2])
        redis.call('ZREM', KEYS[2], version)
        redis.call('HDEL', KEYS[1], 'sha256:' .. version, 'by:' .. version, 'how:' .. version)
        removed[#removed + 1] = version
    end
end
return removed

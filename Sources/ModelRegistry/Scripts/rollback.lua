#!lua flags=allow-oom
-- Moves the live pointer to another version that exists.
--
-- KEYS    1 model  2 model:VERSION
-- ARGV    1 generation that the caller read  2 VERSION  3 who asks  4 channel of the events
-- Output  {'OK', now_ms, sha256 of the version}, or what forbids it, with nothing written:
--         {'CONFLICT'}   the generation is not what the caller read
--         {'NOVERSION'}  the version has no bytes or no checksum
-- Why     last_version stays: the next version published is a new number.
local generation = tonumber(redis.call('HGET', KEYS[1], 'generation') or '0')
if generation ~= tonumber(ARGV[1]) then return {'CONFLICT'} end
local sha256 = redis.call('HGET', KEYS[1], 'sha256:' .. ARGV[2])
if not sha256 or redis.call('EXISTS', KEYS[2]) == 0 then return {'NOVERSION'} end

local time = redis.call('TIME')
local now = string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('HSET', KEYS[1],
    'version', ARGV[2], 'previous', redis.call('HGET', KEYS[1], 'version') or '',
    'generation', string.format('%d', generation + 1), 'published_at', now, 'published_by', ARGV[3])
redis.call('PUBLISH', ARGV[4], string.format('%d', generation + 1))
return {'OK', now, sha256}

#!lua flags=allow-oom
-- Makes uploaded bytes the next version of a model and the live one.
--
-- KEYS    1 model  2 models  3 upload:RANDOM  4 model:VERSION
-- ARGV    1 generation that the publisher read  2 VERSION  3 length of the bytes  4 their sha256  5 publisher
--         6 channel of the events  7 how it came: publish, promote or force
-- Output  {'OK', now_ms, previous version or ''}, or what forbids it, with nothing written:
--         {'CONFLICT'}  the generation or the last version is not what the publisher read
--         {'NOUPLOAD'}  the upload expired, or is not whole
--         {'TAKEN'}     the version's key exists although no version of that number was published
-- Why     O(1) for a file of any size: the bytes come by SET and are renamed here, never an argument of a script. A
--         script that fails is not rolled back, so everything is checked before the first write. last_version only
--         rises: a number never means other bytes than it meant before, not after a rollback, not after a prune.
local generation = tonumber(redis.call('HGET', KEYS[1], 'generation') or '0')
local last = tonumber(redis.call('HGET', KEYS[1], 'last_version') or '0')
if generation ~= tonumber(ARGV[1]) or last + 1 ~= tonumber(ARGV[2]) then return {'CONFLICT'} end
if redis.call('STRLEN', KEYS[3]) ~= tonumber(ARGV[3]) then return {'NOUPLOAD'} end
if redis.call('EXISTS', KEYS[4]) == 1 then return {'TAKEN'} end
redis.call('ZCARD', KEYS[2]) -- an error, before the first write, when the key is no sorted set

local time = redis.call('TIME')
local now = string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
local previous = redis.call('HGET', KEYS[1], 'version') or ''
redis.call('RENAMENX', KEYS[3], KEYS[4])
redis.call('PERSIST', KEYS[4])
redis.call('ZADD', KEYS[2], now, ARGV[2])
redis.call('HSET', KEYS[1],
    'version', ARGV[2], 'previous', previous, 'last_version', ARGV[2],
    'generation', string.format('%d', generation + 1), 'sha256:' .. ARGV[2], ARGV[4],
    'by:' .. ARGV[2], ARGV[5], 'how:' .. ARGV[2], ARGV[7],
    'published_at', now, 'published_by', ARGV[5])
redis.call('PUBLISH', ARGV[6], string.format('%d', generation + 1))
return {'OK', now, previous}

-- Writes what one worker counted in one window of time, in place of what it wrote before.
--
-- KEYS    1 drift:WINDOW
-- ARGV    1 SHA-256 of the model  2 ID of the worker  3 counts  4 what training saw, or ''  5 most fields
--         6 seconds until the window is forgotten
-- Output  1 when the window says what training saw, 0 when it does not, -1 when it has no room
-- Why     One script, so that no window without an end is left behind by a worker that dies.
local reference, counts = 'reference:' .. ARGV[1], 'worker:' .. ARGV[1] .. ':' .. ARGV[2]
local room = tonumber(ARGV[5]) - redis.call('HLEN', KEYS[1])
if room < 2 and redis.call('HEXISTS', KEYS[1], counts) == 0 then return -1 end
redis.call('HSET', KEYS[1], counts, ARGV[3])
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], reference, ARGV[4]) end
redis.call('EXPIRE', KEYS[1], ARGV[6])
return redis.call('HEXISTS', KEYS[1], reference)

#!lua flags=no-writes
-- Reads the newest samples of a history.
--
-- KEYS  1 history:STEP
-- ARGV  1 samples at most  2 ms from now back
-- Output  now in ms, then for each sample, the newest first, twelve texts: its time in ms, then pending, in_flight, suspects, dead,
--         results, oldest_ms, answered, timed_jobs, wait_ms, score_us, commit_us; what it lacks is 0
--
-- Anybody can write to a stream: nothing is taken for granted but its ids.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local names = {'pending', 'in_flight', 'suspects', 'dead', 'results', 'oldest_ms', 'answered', 'timed_jobs', 'wait_ms',
    'score_us', 'commit_us'}
local first = string.format('%d', math.max(0, now - tonumber(ARGV[2])))
local answer = {string.format('%d', now)}
for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', first, 'COUNT', ARGV[1])) do
    local fields = {}
    for index = 1, #entry[2], 2 do fields[entry[2][index]] = entry[2][index + 1] end
    answer[#answer + 1] = string.match(entry[1], '^%d+')
    for _, name in ipairs(names) do answer[#answer + 1] = string.sub(fields[name] or '0', 1, 20) end
end
return answer

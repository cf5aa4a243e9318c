#!lua flags=allow-oom
-- Adds up the times of answered jobs, and keeps a sample of the queue for each step of time, whoever comes first.
--
-- KEYS  1 stats  2... history:STEP, the finest step first
-- ARGV  1 jobs answered since the caller came last  2 ms that they waited  3 µs that they were scored  4 µs of commits
--       5 pending  6 in flight  7 suspects  8 dead  9 results  10 age of the oldest job in ms
--       11... for each history: its step in ms, samples at most
-- Output  ms until the next step of the finest history begins
--
-- Each sample also holds what `stats` had counted by then; rates are differences between samples.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for index, name in ipairs({'timed_jobs', 'wait_ms', 'score_us', 'commit_us'}) do
    if ARGV[index] ~= '0' then redis.call('HINCRBY', KEYS[1], name, ARGV[index]) end
end

local counted
for index = 2, #KEYS do
    local step, most = tonumber(ARGV[7 + 2 * index]), ARGV[8 + 2 * index]
    local slot = now - now % step
    local newest = redis.call('XREVRANGE', KEYS[index], '+', '-', 'COUNT', 1)[1]
    local last = newest and tonumber(string.match(newest[1], '^%d+')) or 0
    if last > now + step then
        -- The clock went back, and an id must rise.
        redis.call('DEL', KEYS[index])
        last = 0
    end
    -- Coarser steps begin together with a finer one.
    if last >= slot then break end
    counted = counted or redis.call('HMGET', KEYS[1], 'committed', 'timed_jobs', 'wait_ms', 'score_us', 'commit_us')
    redis.call('XADD', KEYS[index], 'MAXLEN', most, string.format('%d-0', slot), 'pending', ARGV[5],
        'in_flight', ARGV[6], 'suspects', ARGV[7], 'dead', ARGV[8], 'results', ARGV[9], 'oldest_ms', ARGV[10],
        'answered', counted[1] or '0', 'timed_jobs', counted[2] or '0', 'wait_ms', counted[3] or '0',
        'score_us', counted[4] or '0', 'commit_us', counted[5] or '0')
end
local step = tonumber(ARGV[11])
return step - now % step

#!lua flags=allow-oom
-- Takes one batch, or one suspect, under a claim id that never names two batches.
--
-- KEYS  1 jobs  2 handoff  3 suspects  4 leases  5 claims  6 claim:CID  7 done:LANE  8 paused  9 results  10 stats
-- ARGV  1 cid  2 counter  3 jobs at most  4 bytes at most  5 lease in ms
--       6 suspects: 0 none, 1 before jobs, 2 when there are no jobs  7 bound on results, 0 for none
--       8 bytes of the largest job
-- Output  {BATCH, jobs, deliveries, now in ms, deadline in ms, jobs that still wait}
--         {EMPTY|PAUSED|FULL, 0, 0, now, 0}
--         {STALE, counter of the lane's last finished claim, 0, now, 0}
--
-- The caller reads the payloads with LRANGE, so that they do not pass through Lua. Asking again gives the same batch and
-- a new lease: a lost reply loses nothing. Nothing is written before the first command that can fail on a key of the
-- wrong type, and a claim that exists is answered again, so that a failure in the middle loses nothing either.

local jobs, handoff, suspects, claim = KEYS[1], KEYS[2], KEYS[3], KEYS[6]
local cid, counter = ARGV[1], tonumber(ARGV[2])
local most, bytes, lease = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local bound, largest = tonumber(ARGV[7]), tonumber(ARGV[8])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Redis counts what a list takes with its overhead, without reading it.
local function size(key)
    return redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0)
end

-- The next claim tells of a stranger's key in the way: this one may be made already.
local function stillWaiting()
    return tonumber(redis.pcall('LLEN', jobs)) or 0
end

if redis.call('EXISTS', claim) == 1 then
    redis.call('ZADD', KEYS[4], now + lease, cid)
    local fields = redis.call('HGET', KEYS[5], cid) or '0'
    local got, deliveries = redis.call('LLEN', claim), tonumber(string.match(fields, '^%d+')) or 0
    return {'BATCH', got, deliveries, now, now + lease, stillWaiting()}
end

-- The fence: a copy of a request that arrives after its claim was finished must not start another.
local finished = tonumber(string.match(redis.call('GET', KEYS[7]) or '0', '^%d+')) or 0
if finished >= counter then return {'STALE', finished, 0, now, 0} end
if redis.call('EXISTS', KEYS[8]) == 1 then return {'PAUSED', 0, 0, now, 0} end
-- With nothing to claim the answer is EMPTY, or a worker that ends when nothing is pending would not.
if bound > 0 and redis.call('LLEN', KEYS[9]) >= bound and redis.call('EXISTS', jobs, handoff, suspects) > 0 then
    return {'FULL', 0, 0, now, 0}
end

-- Logically handoff is the front of jobs. Moving it back also wakes another waiter when this lane takes a suspect.
while redis.call('LMOVE', handoff, jobs, 'RIGHT', 'LEFT') do end

-- The length and the first 4 KiB of a job that is too large. No job starts with a zero byte.
local function standIn(job)
    return '\0oversized ' .. #job .. '\n' .. string.sub(job, 1, 4096)
end

local function takeSuspect()
    local suspect = redis.call('LPOP', suspects)
    if not suspect then return 0, 0 end
    local deliveries, job = string.match(suspect, '^(%d%d?%d?):(.*)$')
    -- Only a stranger writes a suspect without a count. It is a job all the same.
    if not deliveries then deliveries, job = '1', suspect end
    if #job > largest then job = standIn(job) end
    redis.call('RPUSH', claim, job)
    return 1, math.max(1, tonumber(deliveries))
end

-- Copies the first `count` jobs; nothing reads more than eight times what has been measured to fit.
local function copy(count)
    return redis.call('SORT', jobs, 'BY', 'nosort', 'LIMIT', 0, count, 'STORE', claim)
end

local function takeJobs()
    local waiting = redis.call('LLEN', jobs)
    if waiting == 0 then return 0 end
    local used
    if waiting <= most then
        used = size(jobs)
        if used <= bytes then
            redis.call('RENAME', jobs, claim)
            if used > largest then return waiting, used end
            return waiting, 0
        end
    end
    local got = copy(math.min(most, 16))
    used = size(claim)
    while got < math.min(most, waiting) do
        local want = math.min(most, waiting, got * 8, math.floor(got * bytes / used))
        if want <= got then break end
        got = copy(want)
        used = size(claim)
    end
    while used > bytes and got > 1 do
        got = math.max(1, math.min(got - 1, math.floor(got * bytes / used)))
        redis.call('LTRIM', claim, 0, got - 1)
        used = size(claim)
    end
    redis.call('LTRIM', jobs, got, -1)
    return got, used
end

local got, deliveries, used = 0, 0, 0
if ARGV[6] == '1' then got, deliveries = takeSuspect() end
if got == 0 then
    got, used = takeJobs()
    if got > 0 and used > largest then
        for index = 0, got - 1 do
            local job = redis.call('LINDEX', claim, index)
            if #job > largest then redis.call('LSET', claim, index, standIn(job)) end
        end
    end
end
if got == 0 and ARGV[6] == '2' then got, deliveries = takeSuspect() end
if got == 0 then return {'EMPTY', 0, 0, now, 0} end

redis.call('ZADD', KEYS[4], now + lease, cid)
redis.call('HSET', KEYS[5], cid, deliveries .. ' ' .. got .. ' ' .. now .. ' ' .. lease)
redis.call('HINCRBY', KEYS[10], 'claimed', got)
return {'BATCH', got, deliveries, now, now + lease, stillWaiting()}

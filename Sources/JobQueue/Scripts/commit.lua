#!lua flags=allow-oom
-- Pushes the results of a claim and forgets the claim, once.
--
-- KEYS  1 leases  2 claims  3 claim:CID  4 done:LANE  5 stats  6 dead  7 results  8... reply lists
-- ARGV  1 cid  2 counter  3 seconds that the fence lives  4 seconds that a reply list lives
--       5 why the job is buried, empty when it is not  6 entries of dead at most  7 ms that an entry of dead lives
--       8 bytes of a buried job that are kept
--       9... for each list from KEYS[7] on: number of results, results
-- Output  {OK}; {ALREADY} committed earlier; {LOST} another worker has the jobs, nothing was written;
--         {WRONGTYPE, i...} KEYS[i] is no list, nothing was written; {MISMATCH, jobs} not one result per job, nothing
--         was written
--
-- A script that fails is not rolled back, so everything that can fail comes before the first result is pushed, or may fail
-- alone.

local cid, counter = ARGV[1], ARGV[2]

if not redis.call('ZSCORE', KEYS[1], cid) then
    if redis.call('GET', KEYS[4]) == counter then return {'ALREADY'} end
    return {'LOST'}
end

local wrong = {'WRONGTYPE'}
local total, at = 0, 9
for key = 7, #KEYS do
    local count = tonumber(ARGV[at])
    local kind = redis.call('TYPE', KEYS[key]).ok
    if count > 0 and kind ~= 'list' and kind ~= 'none' then wrong[#wrong + 1] = key end
    total = total + count
    at = at + 1 + count
end
if #wrong > 1 then return wrong end
local jobs = redis.call('LLEN', KEYS[3])
if total ~= jobs then return {'MISMATCH', jobs} end
local deliveries = string.match(redis.call('HGET', KEYS[2], cid) or '0', '^%d+')

-- Counted first: a count that is no number fails here.
redis.call('HINCRBY', KEYS[5], 'committed', total)
at = 9
for key = 7, #KEYS do
    local count = tonumber(ARGV[at])
    local last = at + count
    -- In pieces: Lua's stack holds some thousand values.
    for first = at + 1, last, 1000 do
        redis.call('RPUSH', KEYS[key], unpack(ARGV, first, math.min(first + 999, last)))
    end
    if key > 7 and count > 0 then redis.call('EXPIRE', KEYS[key], ARGV[4]) end
    at = last + 1
end

if ARGV[5] ~= '' then
    local kind = redis.call('TYPE', KEYS[6]).ok
    -- When a stranger's key, stream or count is in the way the result goes out all the same; it is what was promised.
    if kind == 'stream' or kind == 'none' then
        local job = redis.call('LINDEX', KEYS[3], 0)
        local length, kept = #job, string.sub(job, 1, tonumber(ARGV[8]))
        redis.pcall('XADD', KEYS[6], 'MAXLEN', ARGV[6], '*', 'reason', ARGV[5], 'deliveries', deliveries, 'length', length,
            'job', kept)
        local time = redis.call('TIME')
        redis.pcall('XTRIM', KEYS[6], 'MINID', time[1] * 1000 - tonumber(ARGV[7]))
        redis.pcall('HINCRBY', KEYS[5], 'buried', 1)
    end
end

redis.call('UNLINK', KEYS[3])
redis.call('ZREM', KEYS[1], cid)
redis.call('HDEL', KEYS[2], cid)
redis.call('SET', KEYS[4], counter, 'EX', ARGV[3])
return {'OK'}

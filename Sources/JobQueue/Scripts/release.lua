#!lua flags=allow-oom
-- Gives the jobs of a claim back in their order, not counted as a delivery, and refuses later copies of the claim.
--
-- KEYS  1 jobs  2 handoff  3 suspects  4 leases  5 claims  6 claim:CID  7 done:LANE  8 stats
-- ARGV  1 cid  2 counter  3 seconds that the fence lives
-- Output  number of jobs given back; 0 when the claim was finished, recovered or never made
--
-- A suspect goes back to the head of suspects with its count: it must not meet other jobs in a batch.

local jobs, suspects, claim = KEYS[1], KEYS[3], KEYS[6]
local cid, counter = ARGV[1], tonumber(ARGV[2])

local finished = tonumber(string.match(redis.call('GET', KEYS[7]) or '0', '^%d+')) or 0
local deliveries = tonumber(string.match(redis.call('HGET', KEYS[5], cid) or '0', '^%d+')) or 0
local released = redis.call('LLEN', claim)
-- These fail on a key of the wrong type, before anything is taken from the claim.
redis.call('LLEN', jobs)
redis.call('LLEN', suspects)
if released > 0 then redis.call('HINCRBY', KEYS[8], 'released', released) end

while redis.call('LMOVE', KEYS[2], jobs, 'RIGHT', 'LEFT') do end
if deliveries > 0 then
    local job = redis.call('RPOP', claim)
    while job do
        redis.call('LPUSH', suspects, deliveries .. ':' .. job)
        job = redis.call('RPOP', claim)
    end
else
    while redis.call('LMOVE', claim, jobs, 'RIGHT', 'LEFT') do end
end
redis.call('ZREM', KEYS[4], cid)
redis.call('HDEL', KEYS[5], cid)
if finished < counter then redis.call('SET', KEYS[7], ARGV[2] .. 'r', 'EX', ARGV[3]) end
return released

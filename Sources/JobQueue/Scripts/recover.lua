#!lua flags=allow-oom
-- Makes suspects of the jobs of a claim whose lease nobody extends.
--
-- KEYS  1 jobs  2 handoff  3 suspects  4 leases  5 claims  6 claim:CID  7 done:LANE  8 stats
-- ARGV  1 cid  2 the deadline that both sweeps saw  3 counter  4 seconds that the fence lives
-- Output  number of jobs; -1 when the deadline is another one by now: the claim lives, or is gone
--
-- Nothing is parsed: a job may have killed its worker by what it holds.

local suspects, claim = KEYS[3], KEYS[6]
local cid, counter = ARGV[1], tonumber(ARGV[3])

if redis.call('ZSCORE', KEYS[4], cid) ~= ARGV[2] then return -1 end

local finished = tonumber(string.match(redis.call('GET', KEYS[7]) or '0', '^%d+')) or 0
local deliveries = tonumber(string.match(redis.call('HGET', KEYS[5], cid) or '0', '^%d+')) or 0
local recovered = redis.call('LLEN', claim)
-- Fails on a key of the wrong type, before anything is taken from the claim.
redis.call('LLEN', suspects)
if recovered > 0 then redis.call('HINCRBY', KEYS[8], 'redelivered', recovered) end

while redis.call('LMOVE', KEYS[2], KEYS[1], 'RIGHT', 'LEFT') do end
local mark = math.min(deliveries + 1, 999) .. ':'
local job = redis.call('LPOP', claim)
while job do
    redis.call('RPUSH', suspects, mark .. job)
    job = redis.call('LPOP', claim)
end
redis.call('ZREM', KEYS[4], cid)
redis.call('HDEL', KEYS[5], cid)
-- The fence: the worker may live, and a late copy of its claim must not give other jobs the same id.
if finished < counter then redis.call('SET', KEYS[7], ARGV[3] .. 'x', 'EX', ARGV[4]) end
return recovered

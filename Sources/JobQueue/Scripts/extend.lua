#!lua flags=allow-oom
-- Extends leases, also past their deadline: until somebody recovers the jobs they are still this worker's.
--
-- KEYS  1 leases
-- ARGV  1 lease in ms  2... cids
-- Output  the cids that have no lease any more
--
-- A deadline may also come nearer (no GT): after Redis' clock went back, a living lease follows it.

local time = redis.call('TIME')
local deadline = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])
local lost = {}
for index = 2, #ARGV do
    if redis.call('ZSCORE', KEYS[1], ARGV[index]) then
        redis.call('ZADD', KEYS[1], 'XX', deadline, ARGV[index])
    else
        lost[#lost + 1] = ARGV[index]
    end
end
return lost

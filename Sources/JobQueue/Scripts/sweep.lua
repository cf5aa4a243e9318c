#!lua flags=allow-oom
-- Looks for claims that nobody seems to work on.
--
-- KEYS  1 leases  2 claims
-- ARGV  1 claims at most  2 lease in ms for a claim that does not say its own
-- Output  {cid, deadline, ...}
--
-- Seeing a claim here proves nothing: Redis may have been away, or its clock may have jumped. See recover.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function lease(cid)
    return tonumber(string.match(redis.call('HGET', KEYS[2], cid) or '', '(%d+)$')) or tonumber(ARGV[2])
end

-- A claim without a lease would wait for ever. It is given one, to be extended or to expire.
if redis.call('HLEN', KEYS[2]) ~= redis.call('ZCARD', KEYS[1]) then
    for _, cid in ipairs(redis.call('HKEYS', KEYS[2])) do
        if not redis.call('ZSCORE', KEYS[1], cid) then redis.call('ZADD', KEYS[1], now + lease(cid), cid) end
    end
end

local found = redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[1], 'WITHSCORES')
-- Further away than its own lease: written before the clock went back. Only the last few can be.
local last = redis.call('ZRANGE', KEYS[1], 0, 19, 'REV', 'WITHSCORES')
for index = 1, #last, 2 do
    if tonumber(last[index + 1]) > now + lease(last[index]) then
        found[#found + 1] = last[index]
        found[#found + 1] = last[index + 1]
    end
end
return found

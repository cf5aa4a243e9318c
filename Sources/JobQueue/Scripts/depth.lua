#!lua flags=no-writes
-- Counts what is where, at one moment.
--
-- KEYS  1 jobs  2 handoff  3 suspects  4 leases  5 results  6 dead  7 paused  8 claims  9 stats
-- Output  jobs, handoff, suspects, leases, results, dead, whether paused, jobs in all claims, jobs ever claimed
--
-- An error ends with the key that it is about. Anybody can write to a key: what is no number counts as none.

local failure
local function ask(name, index, ...)
    local answer = redis.pcall(name, KEYS[index], ...)
    if type(answer) == 'table' and answer.err then
        failure = failure or redis.error_reply(answer.err .. ' ' .. KEYS[index])
        return nil
    end
    return answer
end

local answer = {
    ask('LLEN', 1), ask('LLEN', 2), ask('LLEN', 3), ask('ZCARD', 4), ask('LLEN', 5), ask('XLEN', 6), ask('EXISTS', 7),
}
local claimed = 0
for _, fields in ipairs(ask('HVALS', 8) or {}) do
    claimed = claimed + (tonumber(string.match(fields, '^%d+ (%d%d?%d?%d?%d?%d?%d?%d?%d?)')) or 0)
end
local ever = tonumber(string.match(ask('HGET', 9, 'claimed') or '', '^%d+$')) or 0
if failure then return failure end
answer[8], answer[9] = claimed, math.min(ever, 2 ^ 53)
return answer

#!lua flags=no-writes
-- Reads entries of dead, as many as one short script can.
--
-- KEYS  1 dead
-- ARGV  1 first id, as XRANGE takes it  2 last id  3 XRANGE or XREVRANGE, for which the first id is the higher
--       4 entries at most  5 bytes of jobs to read at most; one entry always fits  6 bytes of each job that are answered
-- Output  six texts for each entry: id, reason, deliveries, length, bytes of the job that are kept, the job's first bytes;
--         a field that the entry lacks is empty, and -1 bytes are kept of a job that it lacks
--
-- Anybody can write to a stream: nothing is taken for granted but its ids.

local first, bytes, head = ARGV[1], tonumber(ARGV[5]), tonumber(ARGV[6])
local found, read = {}, 0
for _ = 1, tonumber(ARGV[4]) do
    local entry = redis.call(ARGV[3], KEYS[1], first, ARGV[2], 'COUNT', 1)[1]
    if not entry then break end
    local fields = {}
    for index = 1, #entry[2], 2 do
        local name = entry[2][index]
        fields[name] = fields[name] or entry[2][index + 1]
    end
    local job = fields.job
    read = read + #(job or '')
    if read > bytes and #found > 0 then break end
    found[#found + 1] = entry[1]
    found[#found + 1] = string.sub(fields.reason or '', 1, 1000)
    found[#found + 1] = string.sub(fields.deliveries or '', 1, 20)
    found[#found + 1] = string.sub(fields.length or '', 1, 20)
    found[#found + 1] = tostring(job and #job or -1)
    found[#found + 1] = string.sub(job or '', 1, head)
    first = '(' .. entry[1]
end
return found

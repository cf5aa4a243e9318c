#!lua flags=allow-oom
-- Makes the job of an entry of dead a new job and removes the entry, once.
--
-- KEYS  1 dead  2 jobs  3 stats
-- ARGV  1 id of the entry
-- Output  {RETRIED}; {GONE} there is no such entry, as after an earlier copy of this request; {CUT, bytes kept, length}
--         only the job's first bytes were kept; {BARE} the entry has no job; {WRONGTYPE, i} KEYS[i] is another
--         type. Nothing but RETRIED has changed anything.
--
-- Allowed when Redis is full: what the job takes in jobs it gives back in dead.

local entry = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not entry then return {'GONE'} end
local fields = {}
for index = 1, #entry[2], 2 do
    local name = entry[2][index]
    fields[name] = fields[name] or entry[2][index + 1]
end
local job = fields.job
if not job then return {'BARE'} end
-- What stands in for a job that was too large to be claimed is as long as it says, but is not that job.
local length = tonumber(string.match(string.sub(job, 1, 32), '^%zoversized (%d+)\n') or fields.length) or -1
if length ~= #job then return {'CUT', #job, length} end
for key, type in pairs({[2] = 'list', [3] = 'hash'}) do
    local kind = redis.call('TYPE', KEYS[key]).ok
    if kind ~= type and kind ~= 'none' then return {'WRONGTYPE', key} end
end

-- Counted first: the only write that can fail.
redis.call('HINCRBY', KEYS[3], 'retried', 1)
redis.call('XDEL', KEYS[1], ARGV[1])
redis.call('RPUSH', KEYS[2], job)
return {'RETRIED'}

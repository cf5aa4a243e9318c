#!lua flags=allow-oom
-- Reads the status records of workers and forgets the workers whose record expired.
--
-- KEYS    1 workers  2.. worker:ID of each worker
-- ARGV    1 most bytes of a record  2.. ID of each worker, in the order of the keys
-- Output  for each worker its record, cut after the most bytes; '' when it expired
-- Why     One script, because a worker may write its record again between reading that it is gone and forgetting it.
local records = {}
for index = 2, #KEYS do
    local record = redis.call('GETRANGE', KEYS[index], 0, ARGV[1] - 1)
    if record == '' then redis.call('ZREM', KEYS[1], ARGV[index]) end
    records[index - 1] = record
end
return records

-- Reads what workers counted of one model in some windows of time.
--
-- KEYS    1.. drift:WINDOW of each window
-- ARGV    1 SHA-256 of the model  2 most fields of a window  3 most bytes of a field
-- Output  what training saw, or ''; then for each count three texts: the position of its key, the worker's ID, the counts
-- Why     Nothing is read whose size was not looked at before.
local prefix, reference = 'worker:' .. ARGV[1] .. ':', 'reference:' .. ARGV[1]
local result = {''}
local function read(key, field)
    if redis.call('HSTRLEN', key, field) > tonumber(ARGV[3]) then
        return redis.error_reply('DRIFT ' .. key .. ' has a field of more than ' .. ARGV[3] .. ' bytes')
    end
    return redis.call('HGET', key, field)
end
for index, key in ipairs(KEYS) do
    if redis.call('HLEN', key) > tonumber(ARGV[2]) then
        return redis.error_reply('DRIFT ' .. key .. ' has more than ' .. ARGV[2] .. ' fields')
    end
    for _, field in ipairs(redis.call('HKEYS', key)) do
        local isCount = field:sub(1, #prefix) == prefix
        if isCount or (field == reference and result[1] == '') then
            local text = read(key, field)
            if type(text) == 'table' then return text end
            if isCount then
                result[#result + 1] = tostring(index)
                result[#result + 1] = field:sub(#prefix + 1)
                result[#result + 1] = text
            else
                result[1] = text
            end
        end
    end
end
return result

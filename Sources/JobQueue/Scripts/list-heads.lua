#!lua flags=no-writes
-- Reads the first bytes of some elements of a list, and picks those that hold one of some texts.
--
-- KEYS  1 a list
-- ARGV  1 first index  2 elements at most  3 bytes to read at most; one element is always read  4 bytes of each that are
--       searched and answered  5... texts; without any, every element is picked
-- Output  elements that were looked at, elements of the list, then for each that was picked three texts: its index, its
--         length, its first bytes
--
-- The elements are producers' bytes: nothing is parsed.

local length = redis.call('LLEN', KEYS[1])
local start, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local bytes, head = tonumber(ARGV[3]), tonumber(ARGV[4])
local found, looked, read = {}, 0, 0
-- Few at a time where they are large.
local piece = 1
if length > 0 then
    local size = redis.call('MEMORY', 'USAGE', KEYS[1], 'SAMPLES', 0) / length
    piece = math.max(1, math.min(100, math.floor(bytes / 4 / size)))
end
while looked < most and start + looked < length and (read < bytes or looked == 0) do
    local index = start + looked
    local part = redis.call('LRANGE', KEYS[1], index, index + math.min(piece, most - looked) - 1)
    if #part == 0 then break end
    for offset, element in ipairs(part) do
        read = read + #element
        local text = string.sub(element, 1, head)
        local picked = #ARGV == 4
        for needle = 5, #ARGV do picked = picked or string.find(text, ARGV[needle], 1, true) end
        if picked then
            found[#found + 1] = tostring(index + offset - 1)
            found[#found + 1] = tostring(#element)
            found[#found + 1] = text
        end
    end
    looked = looked + #part
end
return {tostring(looked), tostring(length), unpack(found)}

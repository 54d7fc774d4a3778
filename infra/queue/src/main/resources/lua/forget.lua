-- forget: the jobs of a former claim are nothing to answer its key with any more.
-- ARGV: claim key, token of that claim
-- Returns 1 if they were forgotten, 0 if the key has another claim by now.
local record = FAIR .. 'claimed:' .. ARGV[1]
local before = call('GET', record)
if not before or cjson.decode(before)[1] ~= ARGV[2] then return 0 end
return call('DEL', record)

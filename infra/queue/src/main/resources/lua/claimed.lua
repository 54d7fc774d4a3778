-- claimed: the jobs of the last claim with a key, as that claim returned them, or nothing.
-- ARGV: claim key
local record = FAIR .. 'claimed:' .. ARGV[1]
local before = call('GET', record)
return before and cjson.decode(before) or {}

-- snapshot: the jobs of a queue that are not finished.
-- ARGV: queue
-- Returns their ids, in no promised order.
local b, ids = base(ARGV[1]), {}
local function collect(found)
  for _, id in ipairs(found) do ids[#ids + 1] = id end
end

for _, list in ipairs({ 'wait', 'paused', 'active' }) do collect(call('LRANGE', b .. list, 0, -1)) end
for _, set in ipairs({ 'delayed', 'prioritized' }) do collect(call('ZRANGE', b .. set, 0, -1)) end
return ids

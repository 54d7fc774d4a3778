-- finish: moves an active job to `completed` or `failed` and frees the agent's slot.
-- ARGV: queue, jobId, token, state ('completed' | 'failed'), value, keep
-- Returns 1, or -1 no such job, -2 no lock, -3 not active, -6 locked by another.
local queue, jobId = ARGV[1], ARGV[2]
local b = base(queue)

local owned = ownership(b, jobId, ARGV[3])
if owned ~= 1 then return owned end
if not leaveActive(queue, b, jobId) then return -3 end
conclude(queue, b, jobId, ARGV[4], ARGV[5], tonumber(ARGV[6]))
return 1

-- drop: the claimed job turned out to be nothing to run; forgets it and frees the agent's slot.
-- Unlike remove it needs the claim's token, so that it can't hit a later attempt queued meanwhile.
-- ARGV: queue, jobId, token
-- Returns 1, or the codes of finish.
local queue, jobId = ARGV[1], ARGV[2]
local b = base(queue)

local owned = ownership(b, jobId, ARGV[3])
if owned ~= 1 then return owned end
if not leaveActive(queue, b, jobId) then return -3 end
deleteJob(b, jobId)
emit(b, 'removed', jobId, 'prev', 'active')
enterRing(queue, b)
return 1

-- finish: moves an active job to `completed` or `failed` and frees the agent's slot.
-- ARGV: queue, jobId, token, state ('completed' | 'failed'), value, keep
--   value: the return value as JSON for 'completed', the plain reason for 'failed'
--   keep:  how many finished jobs of this state the queue retains; 0 drops this one too
-- Returns 1, or -1 no such job, -2 no lock, -3 not active, -6 locked by another.
local queue, jobId, state, keep = ARGV[1], ARGV[2], ARGV[4], tonumber(ARGV[6])
local b, now = base(queue), clock()
local field = state == 'completed' and 'returnvalue' or 'failedReason'

local owned = ownership(b, jobId, ARGV[3])
if owned ~= 1 then return owned end
if not leaveActive(queue, b, jobId) then return -3 end

call('HSET', b .. jobId, field, ARGV[5], 'finishedOn', now)
increment(b .. jobId, 'atm')
call('ZADD', b .. state, now, jobId)
local excess = call('ZCARD', b .. state) - keep
if excess > 0 then
  local old = call('ZPOPMIN', b .. state, math.min(excess, 100))
  for i = 1, #old, 2 do deleteJob(b, old[i]) end
end

emit(b, state, jobId, field, ARGV[5], 'prev', 'active')
enterRing(queue, b)
return 1

-- remove: deletes a job in whatever state it is, also a running one (cancel): its worker
-- learns of it from the -1 of its next renew or finish.
-- ARGV: queue, jobId
-- Returns 1 if there was such a job, 0 if not.
local queue, jobId = ARGV[1], ARGV[2]
local b = base(queue)

local prev = detach(queue, b, jobId)
if deleteJob(b, jobId) > 0 then
  emit(b, 'removed', jobId, 'prev', prev == '' and 'unknown' or prev)
end
enterRing(queue, b)
return prev == '' and 0 or 1

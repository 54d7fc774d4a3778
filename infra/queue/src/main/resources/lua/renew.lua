-- renew: extends a lease. A worker that gets anything but 1 no longer holds the job here.
-- ARGV: queue, jobId, token, lease (ms)
-- Returns 1, or the codes of finish.
local queue, jobId, lease = ARGV[1], ARGV[2], tonumber(ARGV[4])
local b = base(queue)

local owned = ownership(b, jobId, ARGV[3])
if owned == 1 then
  call('PEXPIRE', b .. jobId .. ':lock', lease)
  call('ZADD', LEASES, clock() + lease, queue .. ':' .. jobId)
  call('SREM', b .. 'stalled', jobId)
end
return owned

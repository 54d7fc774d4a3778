-- extend: leases active jobs on whose attempts go on, whoever claimed them.
-- ARGV: lease (ms), then three per job: queue, jobId, attempt
-- Returns how many there were.
local lease, now, extended = tonumber(ARGV[1]), clock(), 0

for i = 2, #ARGV, 3 do
  local queue, jobId = ARGV[i], ARGV[i + 1]
  local b = base(queue)
  mend(b .. jobId .. ':lock', 'string')
  if isOf(b, jobId, tonumber(ARGV[i + 2])) and call('PEXPIRE', b .. jobId .. ':lock', lease) == 1 then
    call('ZADD', LEASES, now + lease, queue .. ':' .. jobId)
    extended = extended + 1
  end
end
return extended

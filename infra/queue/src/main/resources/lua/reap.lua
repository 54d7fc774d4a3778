-- reap: hands jobs whose lease has run out back to the head of their queue.
-- ARGV: max
-- Returns a flat list, three values per job: queue, jobId, how often it has stalled by now.
local now, reaped = clock(), {}

for _, member in ipairs(call('ZRANGE', LEASES, '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[1])) do
  local queue, jobId = member:match('^(.-):(.*)$')
  if not queue then
    call('ZREM', LEASES, member) -- none of ours, and first in line for ever
  else
    local b = base(queue)
    mend(b .. jobId, 'hash')
    local left = call('PTTL', b .. jobId .. ':lock')
    if left > 0 then
      call('ZADD', LEASES, now + left, member) -- the lock still lives: the index was behind
    elseif leaveActive(queue, b, jobId) and call('EXISTS', b .. jobId) == 1 then
      local stalled = increment(b .. jobId, 'stc')
      handBack(queue, b, jobId)
      emit(b, 'stalled', jobId)
      reaped[#reaped + 1] = queue
      reaped[#reaped + 1] = jobId
      reaped[#reaped + 1] = tostring(stalled)
    else
      enterRing(queue, b) -- gone already (removed, or BullMQ's own stalled check was first)
    end
  end
end
return reaped

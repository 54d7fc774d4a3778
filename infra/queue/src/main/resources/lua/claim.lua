-- claim: takes up to n jobs, one per turn of the ring, and leases them to the worker.
-- ARGV: worker name, token (unique per call), lease (ms), n
-- Returns a flat list, three values per job: queue, jobId, attempt ('' for another tool's job).
local worker, token, lease, n = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local now, jobs = clock(), {}
local turns = n + 100 -- bounds the time spent on agents whose jobs have vanished

while #jobs < n * 3 and turns > 0 do
  turns = turns - 1
  local queue = call('ZPOPMIN', RING)[1]
  if not queue then break end
  local b = base(queue)

  -- Nothing here is an error: a Node Worker may have taken the job or the slot, an operator
  -- may have paused or drained the queue. The agent then just leaves the ring.
  local jobId = hasRoom(b) and call('LMOVE', b .. 'wait', b .. 'active', 'RIGHT', 'LEFT')
  if jobId then
    local key = b .. jobId
    mend(key, 'hash')
    if call('EXISTS', key) == 1 then
      call('SET', key .. ':lock', token, 'PX', lease)
      call('ZADD', LEASES, now + lease, queue .. ':' .. jobId)
      call('HSET', key, 'processedOn', now, 'pb', worker)
      increment(key, 'ats')
      emit(b, 'active', jobId, 'prev', 'waiting')
      for _, value in ipairs({ queue, jobId, call('HGET', key, 'attempt') or '' }) do
        jobs[#jobs + 1] = value
      end
    else
      call('LREM', b .. 'active', 1, jobId) -- an id without its hash: nothing to run
    end
    enterRing(queue, b)
  end
end

-- The caller's wake-up consumed the sign; put it back while there is more to do.
if call('EXISTS', RING) == 1 then call('ZADD', WAKE, 0, '0') end
return jobs

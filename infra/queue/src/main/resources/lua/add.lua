-- add: queues a task's attempt, at the tail. Idempotent by (job id, attempt): an attempt that
-- waits, runs or has just finished is left alone, a later attempt replaces the former one.
-- ARGV: queue, jobId, attempt, name, concurrency limit ('' = leave as it is)
-- Returns 1 if the job was queued, 0 if there was nothing to do.
local queue, jobId, attempt, name, limit = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local b, now = base(queue), clock()
local key = b .. jobId

-- A duplicate dispatch comes within seconds. An attempt asked for again long after it finished
-- here means that the source of truth has gone back (a restored backup), and truth wins.
local FORGET_AFTER = 60000 -- ms

-- An id that no list holds would otherwise block its job for ever (lost by another tool).
local function isLost()
  for _, list in ipairs({ 'wait', 'active', 'paused' }) do
    if call('LPOS', b .. list, jobId) then return false end
  end
  return not call('ZSCORE', b .. 'delayed', jobId) and not call('ZSCORE', b .. 'prioritized', jobId)
end

local function isDuplicate(known)
  local last, finishedOn = tonumber(known[1]) or 0, tonumber(known[2])
  if attempt < last then return finishedOn ~= nil or not isLost() end
  if attempt > last then return false end
  if finishedOn then return now - finishedOn < FORGET_AFTER end
  return not isLost()
end

if limit ~= '' then call('HSET', b .. 'meta', 'concurrency', limit) end
mend(key, 'hash')
if call('EXISTS', key) == 1 then
  if isDuplicate(call('HMGET', key, 'attempt', 'finishedOn')) then
    enterRing(queue, b)
    return 0
  end
  deleteJob(b, jobId)
else
  local count = call('TYPE', b .. 'id')['ok'] == 'string' and call('GET', b .. 'id')
  if not count or not isCount(count) then call('DEL', b .. 'id') end
  call('INCR', b .. 'id') -- not needed for our ids; tools discover queues by this key
end
detach(queue, b, jobId) -- also an id left over without its hash, lest it be listed twice

local data = cjson.encode({ agent_id = queue, task_id = jobId, attempt = attempt, type = name })
call('HSET', key, 'name', name, 'data', data, 'opts', '{"attempts":1}', 'timestamp', now,
  'delay', 0, 'priority', 0, 'attempt', attempt, 'ats', attempt - 1, 'atm', attempt - 1)
push('LPUSH', queue, b, jobId)
return 1

-- add: queues a task's attempt, at its turn: behind all whose turn is not later; or at the head.
-- Idempotent by (job id, attempt): an attempt that waits, runs or has just finished is left alone, a
-- later attempt replaces the former one.
-- ARGV: queue, jobId, attempt, name, concurrency limit ('' = leave as it is), turn in ms ('' = now),
--       'head' for the head
-- Returns 1 if the job was queued, 0 if there was nothing to do.
local queue, jobId, attempt, name, limit = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local b, now = base(queue), clock()
local key = b .. jobId
local turn = ARGV[6] ~= '' and ARGV[6] or string.format('%.0f', now)

-- Entries that are compared at most: as many as an agent has open tasks.
local MOST_COMPARED = 100

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

-- Of a job that another tool queued: when it was.
local function turnOf(id)
  local known = call('HMGET', b .. id, 'turn', 'timestamp')
  return tonumber(known[1]) or tonumber(known[2]) or 0
end

-- The newest is at the left. Nearly always it is the one to stand behind.
local function insert(list)
  local mine = tonumber(turn)
  local newest = call('LINDEX', list, 0)
  if not newest or turnOf(newest) <= mine then return call('LPUSH', list, jobId) end
  local ids = call('LRANGE', list, 0, MOST_COMPARED - 1)
  for i = 2, #ids do
    if turnOf(ids[i]) <= mine then return call('LINSERT', list, 'BEFORE', ids[i], jobId) end
  end
  return call('LINSERT', list, 'AFTER', ids[#ids], jobId)
end

if limit ~= '' then call('HSET', b .. 'meta', 'concurrency', limit) end
local known = call('HMGET', key, 'attempt', 'finishedOn')
if call('EXISTS', key) == 1 then
  if isDuplicate(known) then
    enterRing(queue, b)
    return 0
  end
  deleteJob(b, jobId)
else
  local count = call('GET', b .. 'id')
  if not count or not isCount(count) then call('DEL', b .. 'id') end
  call('INCR', b .. 'id') -- not needed for our ids; tools discover queues by this key
end
detach(queue, b, jobId) -- also an id left over without its hash, lest it be listed twice

local data = cjson.encode({ agent_id = queue, task_id = jobId, attempt = attempt, type = name })
call('HSET', key, 'name', name, 'data', data, 'opts', '{"attempts":1}', 'timestamp', now,
  'delay', 0, 'priority', 0, 'attempt', attempt, 'ats', attempt - 1, 'atm', attempt - 1, 'turn', turn)
local list, paused = waiting(b)
if ARGV[7] == 'head' then call('RPUSH', list, jobId) else insert(list) end
announce(queue, b, jobId, paused)
return 1

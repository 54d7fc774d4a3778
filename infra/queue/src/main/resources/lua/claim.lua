-- claim: takes up to n jobs and leases them to the worker: one per turn of the ring, or all of one
-- queue. Of the types that are asked for, whatever waits before them stays where it is.
-- ARGV: worker name, token (unique per call), lease (ms), n, queue ('' = whoever's turn it is),
--   claim key ('' = none), types (none = all)
-- Returns the token, then three values per job: queue, jobId, attempt ('' for another tool's job).
-- The same claim key gets the jobs and the token of its first claim, for as long as the lease.
local worker, token, lease, n, only = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local record = ARGV[6] ~= '' and FAIR .. 'claimed:' .. ARGV[6]
local types, wanted = {}, {}
for i = 7, #ARGV do
  types[#types + 1] = ARGV[i]
  wanted[ARGV[i]] = true
end

if record then
  local before = call('GET', record)
  if before then return cjson.decode(before) end
end

local now, jobs = clock(), { token }

-- Takes the queue's next job, or its next of a wanted type.
local function take(b)
  if #types == 0 then
    mend(b .. 'active', 'list') -- the one key of two that could be meant
    return call('LMOVE', b .. 'wait', b .. 'active', 'RIGHT', 'LEFT')
  end
  local ids = call('LRANGE', b .. 'wait', 0, -1)
  for i = #ids, 1, -1 do
    local name = call('HGET', b .. ids[i], 'name')
    if name and wanted[name] then
      call('LREM', b .. 'wait', -1, ids[i])
      call('LPUSH', b .. 'active', ids[i])
      return ids[i]
    end
  end
  return false
end

local function leased(queue, b, jobId)
  local key = b .. jobId
  local attempt = call('HGET', key, 'attempt')
  if call('EXISTS', key) == 0 then
    call('LREM', b .. 'active', 1, jobId) -- an id without its hash: nothing to run
    return
  end
  call('SET', key .. ':lock', token, 'PX', lease)
  call('ZADD', LEASES, now + lease, queue .. ':' .. jobId)
  call('HSET', key, 'processedOn', now, 'pb', worker)
  increment(key, 'ats')
  emit(b, 'active', jobId, 'prev', 'waiting')
  for _, value in ipairs({ queue, jobId, attempt or '' }) do
    jobs[#jobs + 1] = value
  end
end

-- The queue whose turn is first among those that may have a wanted type.
local function firstOfTypes()
  local first, turn
  for _, name in ipairs(types) do
    local head = call('ZRANGE', ringOf(name), 0, 0, 'WITHSCORES')
    if head[1] and (not turn or tonumber(head[2]) < turn) then
      first, turn = head[1], tonumber(head[2])
    end
  end
  return first, turn
end

local function leaveTypes(queue, isGone)
  for _, name in ipairs(types) do
    call('ZREM', ringOf(name), queue)
    if isGone then call('SREM', typesOf(queue), name) end
  end
end

-- One turn by types; every turn takes a job or puts right one thing that the hints had wrong.
local function turnOfTypes()
  local queue, hint = firstOfTypes()
  if not queue then return false end
  local b, turn = base(queue), tonumber(call('ZSCORE', RING, queue) or nil)
  if not turn then
    leaveTypes(queue, false)
  elseif turn ~= hint then
    for _, name in ipairs(types) do call('ZADD', ringOf(name), 'XX', turn, queue) end
  elseif not hasRoom(b) then
    call('ZREM', RING, queue)
    leaveTypes(queue, false)
  else
    local jobId = take(b)
    if jobId then
      call('ZREM', RING, queue)
      leased(queue, b, jobId)
      enterRing(queue, b)
    else
      leaveTypes(queue, true)
    end
  end
  return true
end

-- Nothing here is an error: a Node Worker may have taken the job or the slot, an operator may have
-- paused or drained the queue. The agent then just leaves the ring.
local function turnOfAny()
  local queue = call('ZPOPMIN', RING)[1]
  if not queue then return false end
  local b = base(queue)
  local jobId = hasRoom(b) and take(b)
  if jobId then
    leased(queue, b, jobId)
    enterRing(queue, b)
  end
  return true
end

-- Its place in the ring stays: this is no turn of its.
local function turnOfOne()
  local b = base(only)
  local jobId = hasRoom(b) and take(b)
  if jobId then leased(only, b, jobId) end
  return jobId
end

local turnOf = only ~= '' and turnOfOne or #types > 0 and turnOfTypes or turnOfAny
local turns = n + 100 + 10 * #types -- bounds the time spent on agents whose jobs have vanished
while #jobs < 1 + n * 3 and turns > 0 do
  turns = turns - 1
  if not turnOf() then break end
end

-- Whoever is woken by the key has consumed the sign; put it back while there is more to do.
if call('ZCARD', RING) > 0 then call('ZADD', WAKE, 0, '0') end
if record and #jobs > 1 then call('SET', record, cjson.encode(jobs), 'PX', lease) end
return jobs

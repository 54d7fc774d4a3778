-- Shared helpers. The loader puts this text in front of every script, so that each
-- operation stays one script and one round trip.
--
-- KEYS[1] is the BullMQ prefix ("bull"; "{bull}" on a Redis Cluster). Other keys derive from it:
--   <prefix>:<queue>:...    BullMQ's own keys; one queue per agent
--   <prefix>-fair:ring      zset   queue -> turn; agents with work and a free slot, next turn first
--   <prefix>-fair:seq       string source of the turns
--   <prefix>-fair:leases    zset   "queue:jobId" -> expiry; only an index, the job's lock decides
--   <prefix>-fair:wake      zset   holds "0" when the ring may have work; workers of the version
--                                  before BZPOPMIN it
--   <prefix>-fair:work      channel: "queue type type …" when an agent may have more to claim
--   <prefix>-fair:types:<q> set    types that may wait in a queue; one too many does no harm
--   <prefix>-fair:ring:<t>  zset   queue -> turn, of those in the ring with such a type; a hint too:
--                                  whoever claims by types puts right what is not so any more
--   <prefix>-fair:claimed:<k> string the jobs claimed under a claim's key, as JSON
-- There is no counter of running jobs to drift: it is the length of BullMQ's `active` list.
-- The concurrency limit is BullMQ's `concurrency` in `meta`, so Node Workers honour it too.
-- The fields of ours in a job's hash are `attempt` and `turn`; BullMQ passes over fields it doesn't
-- know.

-- Whatever stands where something of another kind belongs is nothing: it would fail every script
-- that looks at it, and so every agent's claims. PostgreSQL knows what is missing then.
local function call(command, key, ...)
  local answer = redis.pcall(command, key, ...)
  if type(answer) ~= 'table' or not answer.err then return answer end
  if answer.err:find('WRONGTYPE', 1, true) then redis.call('DEL', key) end
  return redis.call(command, key, ...)
end

-- The same for what is asked of a key that is of any kind: whether it is there, or how long.
local function mend(key, kind)
  local found = redis.call('TYPE', key)['ok']
  if found ~= 'none' and found ~= kind then redis.call('DEL', key) end
end

local FAIR = KEYS[1] .. '-fair:'
local RING, SEQ, LEASES, WAKE = FAIR .. 'ring', FAIR .. 'seq', FAIR .. 'leases', FAIR .. 'wake'
local WORK = FAIR .. 'work'
local MAX_EVENTS = 100 -- per queue; BullMQ's default of 10000 is too much for thousands of queues
local LISTS = { 'wait', 'paused' }
local SETS = { 'delayed', 'prioritized', 'completed', 'failed' }

-- Redis' own clock, in ms: the one clock that all workers share.
local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function isCount(value) return value:match('^%d+$') and #value <= 15 end

local turn = call('GET', SEQ)
if turn and not isCount(turn) then
  -- On from the last one's turn, lest the newest come first.
  call('SET', SEQ, string.format('%.0f', call('ZRANGE', RING, -1, -1, 'WITHSCORES')[2] or 0))
end

local function typesOf(queue) return FAIR .. 'types:' .. queue end

local function ringOf(name) return FAIR .. 'ring:' .. name end

local function base(queue) return KEYS[1] .. ':' .. queue .. ':' end

-- Counts a field of a job's hash up; what is no number counts from 0.
local function increment(key, field)
  local value = call('HGET', key, field)
  if value and not isCount(value) then call('HDEL', key, field) end
  return call('HINCRBY', key, field, 1)
end

local function emit(b, event, jobId, ...)
  call('XADD', b .. 'events', 'MAXLEN', '~', MAX_EVENTS, '*', 'event', event, 'jobId', jobId, ...)
end

-- May the queue start one more job?
local function hasRoom(b)
  local meta = call('HMGET', b .. 'meta', 'paused', 'concurrency')
  if meta[1] then return false end
  if not meta[2] then return true end
  local most = tonumber(meta[2])
  if not most or not (most >= 1) then most = 1 end -- until the next dispatch puts it right
  return call('LLEN', b .. 'active') < most
end

-- Nothing waits in the queue: it is found by no type.
local function forgetTypes(queue)
  for _, name in ipairs(call('SMEMBERS', typesOf(queue))) do call('ZREM', ringOf(name), queue) end
  call('DEL', typesOf(queue))
end

-- Puts the agent at the end of the ring if it is not in it, has work and has a free slot.
local function enterRing(queue, b)
  if call('ZSCORE', RING, queue) then return 0 end
  if call('LLEN', b .. 'wait') == 0 then
    forgetTypes(queue)
    return 0
  end
  if not hasRoom(b) then return 0 end
  local turn, names = call('INCR', SEQ), call('SMEMBERS', typesOf(queue))
  call('ZADD', RING, turn, queue)
  for _, name in ipairs(names) do call('ZADD', ringOf(name), turn, queue) end
  call('ZADD', WAKE, 0, '0')
  call('PUBLISH', WORK, queue .. ' ' .. table.concat(names, ' '))
  return 1
end

-- Notes that a job of this type waits, so that whoever claims by types finds its queue. True where
-- its agent is in the ring already: nobody else then says that there is more.
local function noteType(queue, name)
  call('SADD', typesOf(queue), name)
  local turn = call('ZSCORE', RING, queue)
  if turn then call('ZADD', ringOf(name), turn, queue) end
  return turn
end

-- The list that waiting jobs go to, and whether the queue is paused.
-- While it is, BullMQ 5 collects jobs in `paused` and renames that list over `wait` on resume,
-- losing what `wait` held; BullMQ 6 leaves them in `wait`.
local function waiting(b)
  local meta = call('HMGET', b .. 'meta', 'paused', 'version')
  local paused, before6 = meta[1], meta[2] and meta[2]:find('^bullmq:[1-5]%.')
  return b .. (paused and before6 and 'paused' or 'wait'), paused
end

-- Tells of a job that has just been put into the list.
local function announce(queue, b, jobId, paused, ...)
  local name = call('HGET', b .. jobId, 'name')
  local turn = name and noteType(queue, name)
  if not paused then call('ZADD', b .. 'marker', 0, '0') end -- wakes BullMQ's Workers
  emit(b, 'waiting', jobId, ...)
  if turn then
    call('PUBLISH', WORK, queue .. ' ' .. name)
  else
    enterRing(queue, b)
  end
end

-- Hands a job back to the head of the waiting ones.
local function handBack(queue, b, jobId)
  local list, paused = waiting(b)
  call('RPUSH', list, jobId)
  announce(queue, b, jobId, paused, 'prev', 'active')
end

-- Does the token still own the job? 1, or BullMQ's codes: -1 no such job, -2 no lock, -6 another's lock.
local function ownership(b, jobId, token)
  local holder = call('GET', b .. jobId .. ':lock')
  mend(b .. jobId, 'hash')
  if holder == token then return 1 end
  if call('EXISTS', b .. jobId) == 0 then return -1 end
  return holder and -6 or -2
end

-- Ends the job's stay in `active`, whoever held it. False if it was not there.
local function leaveActive(queue, b, jobId)
  call('ZREM', LEASES, queue .. ':' .. jobId)
  if call('LREM', b .. 'active', -1, jobId) == 0 then return false end
  call('DEL', b .. jobId .. ':lock')
  call('SREM', b .. 'stalled', jobId)
  return true
end

-- Takes the job out of the list or set it is in and returns that state's name, or '' for none.
local function detach(queue, b, jobId)
  if leaveActive(queue, b, jobId) then return 'active' end
  for _, list in ipairs(LISTS) do
    if call('LREM', b .. list, 1, jobId) > 0 then return list end
  end
  for _, set in ipairs(SETS) do
    if call('ZREM', b .. set, jobId) > 0 then return set end
  end
  return ''
end

local function deleteJob(b, jobId) return call('DEL', b .. jobId, b .. jobId .. ':logs') end

-- Keeps a job that has left `active` as finished, for queue tools to show.
--   value: the return value as JSON for 'completed', the plain reason for 'failed'
--   keep:  how many finished jobs of this state the queue retains; 0 drops this one too
local function conclude(queue, b, jobId, state, value, keep)
  local now, field = clock(), state == 'completed' and 'returnvalue' or 'failedReason'
  call('HSET', b .. jobId, field, value, 'finishedOn', now)
  increment(b .. jobId, 'atm')
  call('ZADD', b .. state, now, jobId)
  local excess = call('ZCARD', b .. state) - keep
  if excess > 0 then
    local old = call('ZPOPMIN', b .. state, math.min(excess, 100))
    for i = 1, #old, 2 do deleteJob(b, old[i]) end
  end
  emit(b, state, jobId, field, value, 'prev', 'active')
  enterRing(queue, b)
end

-- Whether a job is of this attempt or one before: what PostgreSQL says of an attempt holds for it,
-- whoever's lock it bears.
local function isOf(b, jobId, attempt)
  local known = tonumber(call('HGET', b .. jobId, 'attempt') or 0) or 0
  return call('EXISTS', b .. jobId) == 1 and known <= attempt
end

-- Shared helpers. The loader puts this text in front of every script, so that each
-- operation stays one script and one round trip.
--
-- KEYS[1] is the BullMQ prefix ("bull"; "{bull}" on a Redis Cluster). Other keys derive from it:
--   <prefix>:<queue>:...    BullMQ's own keys; one queue per agent
--   <prefix>-fair:ring      zset   queue -> turn; agents with work and a free slot, next turn first
--   <prefix>-fair:seq       string source of the turns
--   <prefix>-fair:leases    zset   "queue:jobId" -> expiry; only an index, the job's lock decides
--   <prefix>-fair:wake      zset   holds "0" when the ring may have work; idle workers BZPOPMIN it
-- There is no counter of running jobs to drift: it is the length of BullMQ's `active` list.
-- The concurrency limit is BullMQ's `concurrency` in `meta`, so Node Workers honour it too.
-- The one field of ours in a job's hash is `attempt`; BullMQ passes over fields it doesn't know.
local call = redis.call
local FAIR = KEYS[1] .. '-fair:'
local RING, SEQ, LEASES, WAKE = FAIR .. 'ring', FAIR .. 'seq', FAIR .. 'leases', FAIR .. 'wake'
local MAX_EVENTS = 100 -- per queue; BullMQ's default of 10000 is too much for thousands of queues
local LISTS = { 'wait', 'paused' }
local SETS = { 'delayed', 'prioritized', 'completed', 'failed' }

-- Redis' own clock, in ms: the one clock that all workers share.
local function clock()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Whatever stands where something of another kind belongs is nothing: it would fail every script
-- that looks at it, and so every agent's claims. PostgreSQL knows what is missing then.
local function mend(key, kind)
  local found = call('TYPE', key)['ok']
  if found ~= 'none' and found ~= kind then call('DEL', key) end
end

local function isCount(value) return value:match('^%d+$') and #value <= 15 end

for _, key in ipairs({ RING, LEASES, WAKE }) do mend(key, 'zset') end
mend(SEQ, 'string')
local turn = call('GET', SEQ)
if turn and not isCount(turn) then
  -- On from the last one's turn, lest the newest come first.
  call('SET', SEQ, string.format('%.0f', call('ZRANGE', RING, -1, -1, 'WITHSCORES')[2] or 0))
end

local KINDS = { meta = 'hash', wait = 'list', active = 'list', paused = 'list', delayed = 'zset',
  prioritized = 'zset', completed = 'zset', failed = 'zset', marker = 'zset', stalled = 'set',
  events = 'stream' }

local function base(queue)
  local b = KEYS[1] .. ':' .. queue .. ':'
  for name, kind in pairs(KINDS) do mend(b .. name, kind) end
  return b
end

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

-- Puts the agent at the end of the ring if it is not in it, has work and has a free slot.
local function enterRing(queue, b)
  if call('ZSCORE', RING, queue) or call('EXISTS', b .. 'wait') == 0 or not hasRoom(b) then return 0 end
  call('ZADD', RING, call('INCR', SEQ), queue)
  call('ZADD', WAKE, 0, '0')
  return 1
end

-- Appends to the tail (LPUSH) or hands back to the head (RPUSH) of the waiting jobs.
-- While a queue is paused, BullMQ 5 collects jobs in `paused` and renames that list over `wait`
-- on resume, losing what `wait` held; BullMQ 6 leaves them in `wait`.
local function push(command, queue, b, jobId, ...)
  local meta = call('HMGET', b .. 'meta', 'paused', 'version')
  local paused, before6 = meta[1], meta[2] and meta[2]:find('^bullmq:[1-5]%.')
  call(command, b .. (paused and before6 and 'paused' or 'wait'), jobId)
  if not paused then call('ZADD', b .. 'marker', 0, '0') end -- wakes BullMQ's Workers
  emit(b, 'waiting', jobId, ...)
  enterRing(queue, b)
end

-- Does the token still own the job? 1, or BullMQ's codes: -1 no such job, -2 no lock, -6 another's lock.
local function ownership(b, jobId, token)
  mend(b .. jobId, 'hash')
  mend(b .. jobId .. ':lock', 'string')
  local holder = call('GET', b .. jobId .. ':lock')
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

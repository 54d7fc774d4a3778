-- depth: how many jobs a queue holds.
-- ARGV: queue
-- Returns two counts: waiting (also while the queue is paused), active.
local b = base(ARGV[1])
local waiting = call('LLEN', b .. 'wait') + call('LLEN', b .. 'paused')
  + call('ZCARD', b .. 'delayed') + call('ZCARD', b .. 'prioritized')
return { tostring(waiting), tostring(call('LLEN', b .. 'active')) }

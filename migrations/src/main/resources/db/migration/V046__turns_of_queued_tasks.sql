-- Tasks that are queued again already, few: when that was, by their last event that queued them. FORCE
-- would hide all rows from the owner.
ALTER TABLE agent_tasks NO FORCE ROW LEVEL SECURITY;
UPDATE agent_tasks t SET queued_at = (
    SELECT (e.payload::json ->> 'at')::timestamptz FROM domain_event_entry e
    WHERE e.agent_id = t.agent_id AND strpos(e.payload, t.task_id::text) > 0
      AND e.payload_type IN (
        'com.geniinow.runtime.events.task.TaskEvent$TaskRequeued',
        'com.geniinow.runtime.events.task.TaskEvent$TaskRedriven',
        'com.geniinow.runtime.events.task.TaskEvent$TaskBraked',
        'com.geniinow.runtime.events.task.TaskEvent$TaskUnbraked')
    ORDER BY e.global_index DESC LIMIT 1)
  WHERE t.status = 'queued' AND t.attempts > 0;
ALTER TABLE agent_tasks FORCE ROW LEVEL SECURITY;

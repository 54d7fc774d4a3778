-- When attempts failed and approvals were given: there may be very many events, and nobody waits
-- while they are read. TaskTimes puts it into the rows of tasks before V087, which drops it.
CREATE TABLE said_of_tasks AS
SELECT (payload::json ->> 'taskId')::uuid AS task_id,
  max((payload::json ->> 'at')::timestamptz)
    FILTER (WHERE payload_type LIKE '%TaskAttemptFailed') AS failed_at,
  max((payload::json ->> 'at')::timestamptz)
    FILTER (WHERE payload_type LIKE '%TaskApproved') AS approved_at
FROM domain_event_entry
WHERE payload_type IN (
  'com.geniinow.runtime.events.task.TaskEvent$TaskAttemptFailed',
  'com.geniinow.runtime.events.task.TaskEvent$TaskApproved')
GROUP BY 1;
ALTER TABLE said_of_tasks ADD PRIMARY KEY (task_id);
ANALYZE said_of_tasks;

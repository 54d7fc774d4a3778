SET lock_timeout = 0;
-- Days that have a key yet, of one agent and of all.
DROP INDEX CONCURRENTLY IF EXISTS sealing_keys.of_days_kept;
CREATE INDEX CONCURRENTLY of_days_kept ON sealing_keys.of_days (agent_id, day)
  WHERE destroyed_at IS NULL AND tasks_only;
DROP INDEX CONCURRENTLY IF EXISTS sealing_keys.of_days_kept_by_day;
CREATE INDEX CONCURRENTLY of_days_kept_by_day ON sealing_keys.of_days (day)
  WHERE destroyed_at IS NULL AND tasks_only;

-- What of an agent's tasks was said on a day, beside what was said at their submission.
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_ended;
CREATE INDEX CONCURRENTLY agent_tasks_ended ON agent_tasks (agent_id, completed_at)
  WHERE completed_at IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_failed;
CREATE INDEX CONCURRENTLY agent_tasks_failed ON agent_tasks (agent_id, error_at)
  WHERE error_at IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_approved;
CREATE INDEX CONCURRENTLY agent_tasks_approved ON agent_tasks (agent_id, approved_at)
  WHERE approved_at IS NOT NULL;

SET lock_timeout = 0;
-- An attempt's own use is recorded once, and so is a call.
DROP INDEX CONCURRENTLY IF EXISTS agent_quota_usage_attempt;
CREATE UNIQUE INDEX CONCURRENTLY agent_quota_usage_attempt
  ON agent_quota_usage (task_id, attempt) WHERE call_id IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS agent_quota_usage_call;
CREATE UNIQUE INDEX CONCURRENTLY agent_quota_usage_call
  ON agent_quota_usage (call_id) WHERE call_id IS NOT NULL;

-- The calls of an agent, newest last, and those of a task.
DROP INDEX CONCURRENTLY IF EXISTS agent_quota_usage_calls;
CREATE INDEX CONCURRENTLY agent_quota_usage_calls
  ON agent_quota_usage (agent_id, recorded_at, usage_id) WHERE call_id IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS agent_quota_usage_of_task;
CREATE INDEX CONCURRENTLY agent_quota_usage_of_task
  ON agent_quota_usage (task_id) WHERE call_id IS NOT NULL;

SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_braked;
CREATE INDEX CONCURRENTLY agent_tasks_braked ON agent_tasks (task_id)
  WHERE braked_attempt IS NOT NULL;

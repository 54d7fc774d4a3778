SET lock_timeout = 0;
-- Open tasks, those that await an approval among them; the former index knows three states only.
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_open_now;
CREATE INDEX CONCURRENTLY agent_tasks_open_now ON agent_tasks (agent_id, created_at, task_id)
  WHERE status IN ('awaiting_approval', 'queued', 'running', 'retrying');
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_scheduled;
CREATE INDEX CONCURRENTLY agent_tasks_scheduled ON agent_tasks (run_at, task_id)
  WHERE status = 'scheduled';
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_expiring;
CREATE INDEX CONCURRENTLY agent_tasks_expiring ON agent_tasks (expires_at, task_id)
  WHERE expires_at IS NOT NULL
    AND status IN ('scheduled', 'awaiting_approval', 'queued', 'retrying');
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_unapproved;
CREATE INDEX CONCURRENTLY agent_tasks_unapproved ON agent_tasks (approval_expires_at, task_id)
  WHERE status = 'awaiting_approval';
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_open;

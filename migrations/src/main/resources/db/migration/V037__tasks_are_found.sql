SET lock_timeout = 0;
-- Each filter of a list of tasks, in the order of the list: for an agent, an entity, and all.
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_agent_by_status;
CREATE INDEX CONCURRENTLY agent_tasks_of_agent_by_status ON agent_tasks
  (agent_id, status, created_at, task_id);
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_agent_by_type;
CREATE INDEX CONCURRENTLY agent_tasks_of_agent_by_type ON agent_tasks
  (agent_id, type, created_at, task_id);
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_agent_by_model;
CREATE INDEX CONCURRENTLY agent_tasks_of_agent_by_model ON agent_tasks
  (agent_id, model, created_at, task_id) WHERE model IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_agent_by_failure;
CREATE INDEX CONCURRENTLY agent_tasks_of_agent_by_failure ON agent_tasks
  (agent_id, failure_reason, created_at, task_id)
  WHERE failure_reason IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_entity;
CREATE INDEX CONCURRENTLY agent_tasks_of_entity ON agent_tasks
  (entity_id, created_at, task_id);
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_entity_by_status;
CREATE INDEX CONCURRENTLY agent_tasks_of_entity_by_status ON agent_tasks
  (entity_id, status, created_at, task_id);
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_entity_by_type;
CREATE INDEX CONCURRENTLY agent_tasks_of_entity_by_type ON agent_tasks
  (entity_id, type, created_at, task_id);
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_entity_by_model;
CREATE INDEX CONCURRENTLY agent_tasks_of_entity_by_model ON agent_tasks
  (entity_id, model, created_at, task_id) WHERE model IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_entity_by_failure;
CREATE INDEX CONCURRENTLY agent_tasks_of_entity_by_failure ON agent_tasks
  (entity_id, failure_reason, created_at, task_id)
  WHERE failure_reason IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_all;
CREATE INDEX CONCURRENTLY agent_tasks_of_all ON agent_tasks
  (created_at, task_id);
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_all_by_status;
CREATE INDEX CONCURRENTLY agent_tasks_of_all_by_status ON agent_tasks
  (status, created_at, task_id);
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_all_by_type;
CREATE INDEX CONCURRENTLY agent_tasks_of_all_by_type ON agent_tasks
  (type, created_at, task_id);
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_all_by_model;
CREATE INDEX CONCURRENTLY agent_tasks_of_all_by_model ON agent_tasks
  (model, created_at, task_id) WHERE model IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS agent_tasks_of_all_by_failure;
CREATE INDEX CONCURRENTLY agent_tasks_of_all_by_failure ON agent_tasks
  (failure_reason, created_at, task_id)
  WHERE failure_reason IS NOT NULL;

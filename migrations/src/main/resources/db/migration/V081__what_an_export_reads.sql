SET lock_timeout = 0;
-- All of one agent, a page after the other: for its export, and for whoever erases it. What else an
-- export reads has such an index already.
DROP INDEX CONCURRENTLY IF EXISTS webhook_deliveries_of_agent;
CREATE INDEX CONCURRENTLY webhook_deliveries_of_agent
  ON webhook_deliveries (agent_id, first_try_at, lane_id, event_id);
DROP INDEX CONCURRENTLY IF EXISTS file_objects_of_agent;
CREATE INDEX CONCURRENTLY file_objects_of_agent ON file_objects (agent_id, object_name);

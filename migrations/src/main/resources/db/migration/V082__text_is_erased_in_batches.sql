SET lock_timeout = 0;
-- What an erasure looks up of one agent, whatever the tables hold.
DROP INDEX CONCURRENTLY IF EXISTS agent_quota_usage_reasons;
CREATE INDEX CONCURRENTLY agent_quota_usage_reasons ON agent_quota_usage (agent_id, usage_id)
  WHERE reason IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS webhook_deliveries_errors;
CREATE INDEX CONCURRENTLY webhook_deliveries_errors ON webhook_deliveries (agent_id)
  WHERE error IS NOT NULL;
-- The last task that was emptied: those before it needn't be looked at again.
ALTER TABLE erasure_runs ADD COLUMN IF NOT EXISTS text_after uuid;
-- An alert is told once, by its row: what it says of an erased agent changes, the row stays.
REVOKE DELETE ON alerts FROM genii_system;

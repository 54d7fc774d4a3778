SET lock_timeout = 0;
-- What an erasure looks up of one agent, whatever the tables hold.
DROP INDEX CONCURRENTLY IF EXISTS agent_quota_usage_reasons;
CREATE INDEX CONCURRENTLY agent_quota_usage_reasons ON agent_quota_usage (agent_id, usage_id)
  WHERE reason IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS webhook_deliveries_errors;
CREATE INDEX CONCURRENTLY webhook_deliveries_errors ON webhook_deliveries (agent_id)
  WHERE error IS NOT NULL;

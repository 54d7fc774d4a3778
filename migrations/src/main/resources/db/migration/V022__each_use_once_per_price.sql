SET lock_timeout = 0;
-- Each use is corrected once per price: whoever orders the same again changes nothing.
DROP INDEX CONCURRENTLY IF EXISTS agent_quota_usage_repriced;
CREATE UNIQUE INDEX CONCURRENTLY agent_quota_usage_repriced
  ON agent_quota_usage (corrects, price_version) WHERE corrects IS NOT NULL;

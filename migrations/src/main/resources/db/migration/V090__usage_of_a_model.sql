SET lock_timeout = 0;
-- What an agent used of one model, in the order of the list; empty is none at all. CASE, since
-- PostgreSQL takes coalesce for a function that may leak: under row-level security no index of it is
-- used. The expression is that of UsageController.OF_MODEL, to the letter.
DROP INDEX CONCURRENTLY IF EXISTS agent_quota_usage_of_model;
CREATE INDEX CONCURRENTLY agent_quota_usage_of_model ON agent_quota_usage
  (agent_id, (CASE WHEN model IS NULL THEN '' ELSE model END), recorded_at, usage_id);

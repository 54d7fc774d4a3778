SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS task_leases_start_key;
CREATE INDEX CONCURRENTLY task_leases_start_key ON task_leases (start_key)
  WHERE start_key IS NOT NULL;

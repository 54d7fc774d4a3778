SET lock_timeout = 0;
-- A list of one agent's tasks must not be read from the index of everybody's: PostgreSQL takes it for
-- as good where an agent has half of all tasks, and then looks at everybody's with a label that the
-- agent has none of. An index serves only what is compared by its own collation, and equality is the
-- same by each, so each of the three has another one.
DROP INDEX CONCURRENTLY IF EXISTS task_labels_by_entity;
CREATE INDEX CONCURRENTLY task_labels_by_entity
  ON task_labels (entity_id, name COLLATE "C", value, created_at, task_id);
DROP INDEX CONCURRENTLY IF EXISTS task_labels_by_all;
CREATE INDEX CONCURRENTLY task_labels_by_all
  ON task_labels (name COLLATE "POSIX", value, created_at, task_id);
DROP INDEX CONCURRENTLY IF EXISTS task_labels_of_entity;
DROP INDEX CONCURRENTLY IF EXISTS task_labels_of_all;

-- Every version of every type of tasks that is registered for outside workers; the platform's rows.
CREATE TABLE task_types (
  version_id         uuid        PRIMARY KEY,
  agent_id           uuid        NOT NULL,
  entity_id          uuid        NOT NULL,
  type               text        NOT NULL,
  version            integer     NOT NULL,
  max_tokens_default bigint      CHECK (max_tokens_default >= 0),
  description        text,
  schema             json,
  set_by             text        NOT NULL,
  set_at             timestamptz NOT NULL,
  UNIQUE (type, version)
);

ALTER TABLE task_types ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_types FORCE ROW LEVEL SECURITY;
CREATE POLICY task_types_command ON task_types TO genii_command
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
CREATE POLICY task_types_query ON task_types FOR SELECT TO genii_query USING (true);
CREATE POLICY task_types_system ON task_types TO genii_system USING (true) WITH CHECK (true);
CREATE POLICY task_types_rebuild ON task_types TO genii_rebuild
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
GRANT SELECT, INSERT ON task_types TO genii_command;
GRANT SELECT ON task_types TO genii_query, genii_system;
GRANT SELECT, INSERT, DELETE ON task_types TO genii_rebuild;

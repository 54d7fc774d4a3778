-- Files. What a file is derives from events (agent_files); where it lies does not, so that nobody
-- who may read events or tables of record learns it (file_objects).

CREATE TABLE agent_files (
  file_id      uuid        PRIMARY KEY,
  agent_id     uuid        NOT NULL,
  entity_id    uuid        NOT NULL,
  name         text        NOT NULL,
  content_type text        NOT NULL,
  size_bytes   bigint      NOT NULL CHECK (size_bytes >= 0),
  sha256       text        NOT NULL,
  task_id      uuid,
  created_at   timestamptz NOT NULL
);
CREATE INDEX agent_files_listing ON agent_files (agent_id, created_at, file_id);
CREATE INDEX agent_files_of_task ON agent_files (agent_id, task_id, created_at, file_id)
  WHERE task_id IS NOT NULL;

-- One row per object in the store, from before its first byte until after its last:
--   uploading  its bytes may be on their way until `due`; then it is given up
--   stored     its file is in agent_files
--   deleting   its file is gone; the object is to be removed
-- Each step commits before the next one begins, so a crash leaves a row that says what is to do.
CREATE TABLE file_objects (
  object_name text        COLLATE "C" PRIMARY KEY,
  file_id     uuid        NOT NULL UNIQUE,
  agent_id    uuid        NOT NULL,
  entity_id   uuid        NOT NULL,
  state       text        NOT NULL CHECK (state IN ('uploading', 'stored', 'deleting')),
  due         timestamptz NOT NULL
);
CREATE INDEX file_objects_unfinished ON file_objects (due) WHERE state <> 'stored';

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agent_files', 'file_objects'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_command
      USING (agent_id = (SELECT genii_agent()))
      WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()))',
      t || '_command', t);
    EXECUTE format('CREATE POLICY %I ON %I TO genii_system USING (true) WITH CHECK (true)',
      t || '_system', t);
  END LOOP;
END $$;
CREATE POLICY agent_files_query ON agent_files FOR SELECT TO genii_query
  USING ((SELECT genii_role()) = 'admin'
    OR ((SELECT genii_role()) = 'founder' AND entity_id = (SELECT genii_entity()))
    OR ((SELECT genii_role()) = 'agent' AND agent_id = (SELECT genii_agent())));

GRANT SELECT, INSERT, DELETE ON agent_files TO genii_command;
GRANT SELECT ON agent_files TO genii_query, genii_system;
GRANT SELECT, INSERT, UPDATE ON file_objects TO genii_command;
-- The row goes after its object went, when no command runs.
GRANT SELECT, DELETE ON file_objects TO genii_system;

-- Whose agents may not be erased. An entity's hold stands in the line of its budget (agent_id).
CREATE TABLE legal_holds (
  agent_id  uuid        PRIMARY KEY,
  entity_id uuid        NOT NULL,
  reason    text        NOT NULL,
  held_by   text        NOT NULL,
  since     timestamptz NOT NULL
);
CREATE INDEX legal_holds_of_entity ON legal_holds (entity_id);

ALTER TABLE legal_holds ENABLE ROW LEVEL SECURITY;
ALTER TABLE legal_holds FORCE ROW LEVEL SECURITY;
CREATE POLICY legal_holds_command ON legal_holds TO genii_command
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
-- Whoever erases an agent asks for its entity's.
CREATE POLICY legal_holds_seen ON legal_holds FOR SELECT TO genii_command
  USING (entity_id = (SELECT genii_entity()));
CREATE POLICY legal_holds_query ON legal_holds FOR SELECT TO genii_query
  USING ((SELECT genii_role() = 'admin')
     OR ((SELECT genii_role() = 'founder') AND entity_id = (SELECT genii_entity())));
CREATE POLICY legal_holds_system ON legal_holds TO genii_system USING (true) WITH CHECK (true);
CREATE POLICY legal_holds_rebuild ON legal_holds TO genii_rebuild
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
GRANT SELECT, INSERT, DELETE ON legal_holds TO genii_command;
GRANT SELECT ON legal_holds TO genii_query, genii_system;
GRANT SELECT, INSERT, DELETE ON legal_holds TO genii_rebuild;

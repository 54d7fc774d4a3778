-- A verification may be of one entity's agents and budget alone, as its auditor asks for it.
ALTER TABLE audit_runs ADD COLUMN entity_id uuid;
CREATE INDEX audit_runs_of_entity ON audit_runs (entity_id, started_at);

-- What uploads on their way hold is shown. A column with a constant: nothing is rewritten. Holds of
-- this moment aren't counted in: the process that made one, of the version before, does not take it
-- out again.
ALTER TABLE agent_quotas ADD storage_reserved_bytes bigint NOT NULL DEFAULT 0;

-- They know nothing of the column, and are made again.
TRUNCATE audit_checkpoints;

-- `due` of an upload is a lease by the database's clock, renewed by its process outside of commands.
GRANT UPDATE (due) ON file_objects TO genii_system;

-- What row-level security asks of the transaction may be asked in a parallel worker, which is given
-- the settings of the transaction that it works for. Without this PostgreSQL reads whatever the
-- policies guard by one process alone, such as all vectors of a large agent.
ALTER FUNCTION genii_agent() PARALLEL SAFE;
ALTER FUNCTION genii_entity() PARALLEL SAFE;
ALTER FUNCTION genii_role() PARALLEL SAFE;

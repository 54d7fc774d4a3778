-- What was erased reads null, in a replay too: rows that are made of such events hold none.

ALTER TABLE agents ALTER COLUMN name DROP NOT NULL;
ALTER TABLE agent_keys ALTER COLUMN name DROP NOT NULL;
ALTER TABLE agent_files ALTER COLUMN name DROP NOT NULL;
ALTER TABLE limit_raises ALTER COLUMN reason DROP NOT NULL;

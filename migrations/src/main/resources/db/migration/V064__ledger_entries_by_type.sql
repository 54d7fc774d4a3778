SET lock_timeout = 0;
-- A ledger's entries of one type, in the order of the chain.
DROP INDEX CONCURRENTLY IF EXISTS ledger_entries_by_type;
CREATE INDEX CONCURRENTLY ledger_entries_by_type ON ledger_entries (agent_id, type, sequence);

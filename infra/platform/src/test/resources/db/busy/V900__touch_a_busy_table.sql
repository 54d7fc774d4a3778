-- Needs the lock that every writer is in the way of.
ALTER TABLE agent_tasks ADD COLUMN busy integer;

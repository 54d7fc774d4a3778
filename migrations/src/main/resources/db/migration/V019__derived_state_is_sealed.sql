-- What is started from carries a seal that only the services can make (docs/security.md), and a
-- checkpoint of the past has a column for it; those of before have none, and are made anew.
ALTER TABLE audit_checkpoints ADD COLUMN seal text;

-- A snapshot is written once, and removed when a later one is there.
REVOKE UPDATE ON snapshot_event_entry FROM genii_system;

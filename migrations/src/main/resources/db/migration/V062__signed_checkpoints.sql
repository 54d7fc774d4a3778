-- Checkpoints of the ledger are signed. Those of before have no signature; keys are never removed,
-- so that what an old one signed can be checked for ever.
ALTER TABLE ledger_checkpoints ADD COLUMN kid text, ADD COLUMN signature text;

CREATE TABLE checkpoint_keys (
  kid           text        PRIMARY KEY,
  public_key    text        NOT NULL,
  first_used_at timestamptz NOT NULL
);
CREATE TRIGGER checkpoint_keys_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON checkpoint_keys FOR EACH STATEMENT EXECUTE FUNCTION genii_refuse_change();
GRANT SELECT, INSERT ON checkpoint_keys TO genii_system;

-- Ledger entries of before that hold text of an agent that is erased: their details become the hash
-- of what they were, their own hash stays, and a signed row says so, which goes with each export.
CREATE TABLE ledger_redactions (
  entry_id      uuid        PRIMARY KEY,
  agent_id      uuid        NOT NULL,
  entity_id     uuid        NOT NULL,
  sequence      bigint      NOT NULL,
  hash          text        NOT NULL,
  redacted      text        NOT NULL,
  -- Of the entry as it is from then on; the record vouches for all that it says.
  redacted_hash text        NOT NULL,
  redacted_at   timestamptz NOT NULL,
  kid           text        NOT NULL,
  public_key    text        NOT NULL,
  -- Empty where the entry was not what its hash says.
  signature     text        NOT NULL
);
CREATE INDEX ledger_redactions_of_agent ON ledger_redactions (agent_id, sequence);

ALTER TABLE ledger_redactions ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_redactions FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_redactions_sealer ON ledger_redactions TO genii_sealer
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
CREATE POLICY ledger_redactions_query ON ledger_redactions FOR SELECT TO genii_query
  USING ((SELECT genii_role()) = 'admin'
     OR ((SELECT genii_role()) = 'founder' AND entity_id = (SELECT genii_entity()))
     OR ((SELECT genii_role()) = 'agent' AND agent_id = (SELECT genii_agent())));
CREATE POLICY ledger_redactions_system ON ledger_redactions FOR SELECT TO genii_system USING (true);
GRANT SELECT, INSERT ON ledger_redactions TO genii_sealer;
GRANT SELECT ON ledger_redactions TO genii_query, genii_system;
CREATE TRIGGER ledger_redactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON ledger_redactions FOR EACH STATEMENT EXECUTE FUNCTION genii_refuse_change();

CREATE POLICY ledger_entries_sealer ON ledger_entries TO genii_sealer
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
GRANT SELECT, UPDATE (details) ON ledger_entries TO genii_sealer;

-- Passes an entry whose details become their hash, with a row of this very transaction that says so.
CREATE FUNCTION genii_refuse_all_but_redaction() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
DECLARE
  v_redaction ledger_redactions%ROWTYPE;
BEGIN
  SELECT r.* INTO v_redaction FROM ledger_redactions r
   WHERE r.entry_id = OLD.entry_id AND r.xmin = pg_current_xact_id()::xid;
  IF v_redaction.entry_id IS NULL
    OR v_redaction.agent_id <> OLD.agent_id
    OR v_redaction.sequence <> OLD.sequence
    OR v_redaction.hash <> OLD.hash
    OR v_redaction.redacted <> encode(sha256(convert_to(OLD.details, 'UTF8')), 'hex')
    OR NEW.details <> '{"redacted":"' || v_redaction.redacted || '"}'
    OR to_jsonb(NEW) - 'details' <> to_jsonb(OLD) - 'details'
  THEN
    RAISE EXCEPTION 'UPDATE of % refused: it is append-only, and entry % is not being redacted',
      TG_TABLE_NAME, OLD.entry_id USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- A record of a redaction comes with the entry's own change or not at all.
CREATE FUNCTION genii_refuse_mere_redaction() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM ledger_entries e WHERE e.entry_id = NEW.entry_id AND e.hash = NEW.hash
      AND e.details = '{"redacted":"' || NEW.redacted || '"}')
  THEN
    RAISE EXCEPTION 'the redaction of entry % refused: the entry is not as the row says', NEW.entry_id
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_redactions_are_true AFTER INSERT ON ledger_redactions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION genii_refuse_mere_redaction();

CREATE TRIGGER ledger_entries_sealer_alone BEFORE UPDATE
  ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION genii_refuse_all_but_sealer();
CREATE TRIGGER ledger_entries_redacted_alone BEFORE UPDATE
  ON ledger_entries FOR EACH ROW EXECUTE FUNCTION genii_refuse_all_but_redaction();
CREATE OR REPLACE TRIGGER ledger_entries_append_only BEFORE DELETE OR TRUNCATE
  ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION genii_refuse_change();

-- Events that were stored before text was sealed may be sealed since: by a role that nobody logs in
-- as, from clear to sealed alone, of one agent at a time, with a row that says what they were.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'genii_sealer') THEN
    CREATE ROLE genii_sealer NOLOGIN NOINHERIT;
  END IF;
  -- A restore has made and granted it already, as somebody whose roles are not the owner's to grant.
  IF NOT pg_has_role('genii_system', 'genii_sealer', 'MEMBER') THEN
    GRANT genii_sealer TO genii_system;
  END IF;
END $$;

-- What an event was before it was sealed and what it is when it is opened again: SHA-256 of its
-- payload, which must be the same. And, for when no key is left, the hash of what can be said of it
-- in the clear, signed as checkpoints are.
CREATE TABLE sealings (
  event_id       uuid        PRIMARY KEY,
  agent_id       uuid        NOT NULL,
  entity_id      uuid        NOT NULL,
  content_before text        NOT NULL,
  content_after  text        NOT NULL,
  commitments    text        NOT NULL,
  entry_has_text boolean     NOT NULL,
  sealed_at      timestamptz NOT NULL,
  kid            text        NOT NULL,
  signature      text        NOT NULL
);
CREATE INDEX sealings_of_agent ON sealings (agent_id);
-- Whose ledger entries have text that an erasure redacts.
CREATE INDEX sealings_with_text ON sealings (agent_id, event_id) WHERE entry_has_text;

ALTER TABLE sealings ENABLE ROW LEVEL SECURITY;
ALTER TABLE sealings FORCE ROW LEVEL SECURITY;
CREATE POLICY sealings_sealer ON sealings TO genii_sealer
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
CREATE POLICY sealings_system ON sealings FOR SELECT TO genii_system USING (true);
GRANT SELECT, INSERT ON sealings TO genii_sealer;
GRANT SELECT ON sealings TO genii_system;
CREATE TRIGGER sealings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON sealings FOR EACH STATEMENT EXECUTE FUNCTION genii_refuse_change();

CREATE POLICY domain_event_entry_sealer ON domain_event_entry TO genii_sealer
  USING (agent_id = (SELECT genii_agent()))
  WITH CHECK (agent_id = (SELECT genii_agent()) AND entity_id = (SELECT genii_entity()));
GRANT SELECT, UPDATE (payload, meta_data) ON domain_event_entry TO genii_sealer;

-- As genii_refuse_change, but for one role; what it may do is the business of the row's own trigger.
CREATE FUNCTION genii_refuse_all_but_sealer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'genii_sealer' THEN
    RAISE EXCEPTION '% of % refused: it is append-only', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;

-- Whether a member is sealed, by its form: {"c": text, "k": text, "s": text} and nothing else.
CREATE FUNCTION genii_is_envelope(p_member json) RETURNS boolean LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN json_typeof(p_member) = 'object' THEN
    (SELECT array_agg(m.key || ' ' || json_typeof(m.value) ORDER BY m.key)
      FROM json_each(p_member) m)
      IS NOT DISTINCT FROM ARRAY['c string', 'k string', 's string'] ELSE false END;

-- Passes a row from clear to sealed: no column but two changes; each member of the payload stays to
-- the letter or is sealed; the meta data are the same with the mark, which is the SHA-256 of what was
-- there; and all that stands in sealings, in a row of this very transaction. Whoever may make a
-- temporary table can't put one in the place of that.
CREATE FUNCTION genii_refuse_all_but_sealing() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
DECLARE
  v_sealing sealings%ROWTYPE;
  v_was     jsonb := coalesce(OLD.meta_data, '{}')::jsonb;
  v_is      jsonb := coalesce(NEW.meta_data, '{}')::jsonb;
BEGIN
  SELECT s.* INTO v_sealing FROM sealings s
   WHERE s.event_id = OLD.event_identifier::uuid AND s.xmin = pg_current_xact_id()::xid;
  IF v_sealing.event_id IS NULL
    OR v_sealing.agent_id <> OLD.agent_id
    OR v_sealing.content_before <> encode(sha256(convert_to(OLD.payload, 'UTF8')), 'hex')
    OR v_sealing.content_after <> v_sealing.content_before
    OR v_was -> 'sealed' IS NOT NULL
    OR v_was ->> 'content' IS NOT DISTINCT FROM 'commitments'
    OR v_is ->> 'sealed' IS DISTINCT FROM v_sealing.content_before
    OR v_is - ARRAY['sealed', 'entry_hash', 'entry_details'] <> v_was
    OR to_jsonb(NEW) - ARRAY['payload', 'meta_data'] <> to_jsonb(OLD) - ARRAY['payload', 'meta_data']
    OR EXISTS (
      SELECT FROM json_each(OLD.payload::json) o FULL JOIN json_each(NEW.payload::json) n USING (key)
      WHERE o.value IS NULL OR n.value IS NULL
        OR (o.value::text <> n.value::text
          AND (json_typeof(o.value) = 'null' OR NOT genii_is_envelope(n.value))))
  THEN
    RAISE EXCEPTION 'UPDATE of % refused: it is append-only, and event % is not being sealed',
      TG_TABLE_NAME, OLD.event_identifier USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- A row that says of an event that it was sealed comes with the event's own change or not at all.
CREATE FUNCTION genii_refuse_mere_sealing() RETURNS trigger LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.content_before <> NEW.content_after OR NOT EXISTS (
    SELECT FROM domain_event_entry e WHERE e.event_identifier = NEW.event_id::text
      AND e.meta_data::jsonb ->> 'sealed' = NEW.content_before)
  THEN
    RAISE EXCEPTION 'the sealing of event % refused: it is not sealed as the row says', NEW.event_id
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sealings_are_true AFTER INSERT ON sealings
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION genii_refuse_mere_sealing();

-- First the new triggers, then the old one's share of the work.
CREATE TRIGGER domain_event_entry_sealer_alone BEFORE UPDATE
  ON domain_event_entry FOR EACH STATEMENT EXECUTE FUNCTION genii_refuse_all_but_sealer();
CREATE TRIGGER domain_event_entry_sealed_alone BEFORE UPDATE
  ON domain_event_entry FOR EACH ROW EXECUTE FUNCTION genii_refuse_all_but_sealing();
CREATE OR REPLACE TRIGGER domain_event_entry_append_only BEFORE DELETE OR TRUNCATE
  ON domain_event_entry FOR EACH STATEMENT EXECUTE FUNCTION genii_refuse_change();

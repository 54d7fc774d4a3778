-- The same in fewer steps: settings and locks are one expression, which needs no plan of its own,
-- and the agent's row is read once.
CREATE OR REPLACE FUNCTION genii_enter_line(p_agent uuid, p_quota uuid, p_entity uuid, p_subject text, p_hash text,
  OUT o_entity uuid, OUT o_agent_version bigint, OUT o_quota_version bigint, OUT o_prices bigint,
  OUT o_void_through timestamptz, OUT o_key_until timestamptz, OUT o_braked boolean, OUT o_budgeted boolean,
  OUT o_entry bigint, OUT o_entry_hash text, OUT o_concurrency int)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  done text;
BEGIN
  done := concat(set_config('genii.agent_id', p_agent::text, true),
                 set_config('genii.role', 'command', true),
                 set_config('genii.subject', coalesce(p_subject, ''), true),
                 pg_advisory_xact_lock(hashtextextended(p_agent::text, 0)),
                 pg_advisory_xact_lock_shared(hashtextextended('genii.prices', 0)),
                 pg_advisory_xact_lock_shared(hashtextextended('genii.brakes', 0)),
                 pg_advisory_xact_lock_shared(hashtextextended('genii.budgets', 0)));
  IF p_subject IS NOT NULL THEN
    done := concat(pg_advisory_xact_lock_shared(hashtextextended('genii.subject:' || p_subject, 0)));
  END IF;
  -- Statements of their own from here on: they see what was committed while the locks were waited for.
  SELECT a.entity_id, a.tokens_void_through,
         CASE WHEN a.metadata ->> 'concurrency' ~ '^([1-9][0-9]?|100)$'
           THEN (a.metadata ->> 'concurrency')::int END
    INTO o_entity, o_void_through, o_concurrency FROM agents a WHERE a.agent_id = p_agent;
  o_entity := coalesce(o_entity, p_entity);
  done := set_config('genii.entity_id', coalesce(o_entity::text, ''), true);
  SELECT (SELECT e.sequence_number FROM domain_event_entry e
           WHERE e.aggregate_identifier = p_agent::text
           ORDER BY e.sequence_number DESC LIMIT 1),
         (SELECT e.sequence_number FROM domain_event_entry e
           WHERE e.aggregate_identifier = p_quota::text
           ORDER BY e.sequence_number DESC LIMIT 1),
         (SELECT p.book_version FROM model_prices p ORDER BY p.book_version DESC LIMIT 1),
         EXISTS (SELECT FROM brakes b WHERE b.released_at IS NULL)
    INTO o_agent_version, o_quota_version, o_prices, o_braked;
  IF p_subject IS NOT NULL THEN
    o_void_through := (SELECT r.through FROM revoked_subjects r WHERE r.subject = p_subject
                        ORDER BY r.through DESC LIMIT 1);
  END IF;
  IF p_hash IS NOT NULL THEN
    SELECT coalesce(least(k.expires_at, s.valid_until), 'infinity') INTO o_key_until
      FROM agent_key_secrets s JOIN agent_keys k ON k.key_id = s.key_id
      JOIN agents a ON a.agent_id = k.agent_id
      WHERE s.hash = p_hash AND k.revoked_at IS NULL AND a.status <> 'terminated';
  END IF;
  o_budgeted := genii_is_budgeted(o_entity);
  SELECT l.sequence, l.hash INTO o_entry, o_entry_hash FROM ledger_entries l
    WHERE l.agent_id = p_agent ORDER BY l.sequence DESC LIMIT 1;
END $$;

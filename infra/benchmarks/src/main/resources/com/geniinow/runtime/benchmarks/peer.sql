-- The peer's own agents, numbered from 1, as rows only: no runtime ever loads them.
INSERT INTO agents (agent_id, entity_id, name, status, metadata, created_at, updated_at)
SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
       '00000000-0000-4000-8000-000000000000', 'peer', 'active', '{}', now(), now()
  FROM generate_series(1, %1$d) n;
INSERT INTO agent_quotas (agent_id, entity_id, period, monthly_token_limit, monthly_tokens_used,
    monthly_tokens_reserved, monthly_cost_limit_usd, monthly_cost_used_usd,
    monthly_cost_reserved_usd, storage_limit_bytes, storage_used_bytes, overage_policy, updated_at)
SELECT agent_id, entity_id, '2026-11', 9000000000000, 0, 0, 1000000, 0, 0, 0, 0, 'block', now()
  FROM agents WHERE name = 'peer';
INSERT INTO domain_event_entry (event_identifier, aggregate_identifier, sequence_number, type,
    time_stamp, payload_type, payload_revision, payload, meta_data, agent_id, entity_id)
SELECT gen_random_uuid(), CASE kind WHEN 'Agent' THEN agent_id::text
         ELSE replace(agent_id::text, '-4000-', '-5000-') END,
       0, kind, '2026-11-23T04:16:21.562Z', 'peer', '1', '{}', '{}', agent_id, entity_id
  FROM agents, unnest(ARRAY['Agent', 'Quota']) kind WHERE name = 'peer';
INSERT INTO ledger_entries (entry_id, agent_id, entity_id, sequence, type, event_id, details,
    previous_hash, hash, created_at)
SELECT gen_random_uuid(), agent_id, entity_id, 1, 'peer', gen_random_uuid(), '{}', '', '', now()
  FROM agents WHERE name = 'peer';

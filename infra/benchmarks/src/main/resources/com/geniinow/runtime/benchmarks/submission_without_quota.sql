-- submission.sql without what admission adds: the event of the reservation and what it projects.
-- Ids that must be new each time come with the first statement's answer.
\set n random(1, :agents)
BEGIN;
SELECT x.a AS agent, x.q AS quota, o_agent_version + 1 AS agent_next,
       o_quota_version + 1 AS quota_next, gen_random_uuid() AS task, gen_random_uuid() AS reserved,
       gen_random_uuid() AS submitted, gen_random_uuid() AS entry
  FROM (SELECT ('00000000-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid AS a,
               ('00000000-0000-5000-8000-' || lpad(:n::text, 12, '0'))::uuid AS q) x,
       genii_enter(x.a, x.q, NULL) \gset
INSERT INTO domain_event_entry (event_identifier, aggregate_identifier, sequence_number, type, time_stamp, payload_type, payload_revision, payload, meta_data) VALUES (:submitted,:agent,:agent_next,'Agent','2026-11-23T04-16-21.562Z','com.geniinow.runtime.events.task.TaskEvent$TaskSubmitted','1','{"agentId":"78c5cd39-bb39-4e9e-941f-2eda86e98e23","taskId":"33fecdad-fc12-4599-99e2-d95ae808ae40","type":"simulate","payload":{},"model": null,"estimatedTokens": 10,"estimatedCostUsd":"0","idempotencyKey": null,"at":"2026-11-23T04-16-21.556661Z"}','{"traceId":"32f137cb-29da-4e80-bab8-7d103926d742","correlationId":"32f137cb-29da-4e80-bab8-7d103926d742"}');
SELECT sequence + 1 AS ledger_next, hash AS head FROM ledger_entries
WHERE agent_id = :agent ORDER BY sequence DESC LIMIT 1 \gset
\startpipeline
INSERT INTO agent_tasks
  (task_id, agent_id, entity_id, type, status, attempts, model, payload, estimated_tokens,
   estimated_cost_usd, tokens_used, cost_usd, bullmq_job_id, idempotency_key, created_at)
SELECT :task, agent_id, entity_id, 'simulate', 'queued', 0, NULL, '{}'::json, 10, 0, 0, 0, :task, NULL, clock_timestamp()
FROM agents WHERE agent_id = :agent;
INSERT INTO ledger_entries
  (entry_id, agent_id, entity_id, sequence, type, event_id, details, previous_hash, hash,
   created_at)
SELECT :entry, agent_id, entity_id, :ledger_next, 'task_submitted', :submitted, '{"estimated_cost_usd":"0","estimated_tokens":"10","model": null,"task_id":"33fecdad-fc12-4599-99e2-d95ae808ae40","task_type":"simulate"}', :head, 'f680a2215aedaf1beb42b1c70f4d4581b22057058d826491721741b298e2f8b6', clock_timestamp() FROM agents WHERE agent_id = :agent;
INSERT INTO system_events
  (event_id, agent_id, entity_id, type, aggregate_type, sequence, occurred_at)
SELECT :submitted, agent_id, entity_id, 'TaskSubmitted', 'Agent', :agent_next, '20261123T041621.556661+00' FROM agents WHERE agent_id = :agent;
\endpipeline
COMMIT;

package com.geniinow.runtime.query.history;

import static com.geniinow.runtime.query.history.ExportSection.Column.id;
import static com.geniinow.runtime.query.history.ExportSection.Column.text;
import static com.geniinow.runtime.query.history.ExportSection.Column.time;
import static com.geniinow.runtime.query.history.ExportSection.ofMany;
import static com.geniinow.runtime.query.history.ExportSection.ofOne;

import java.util.List;
import java.util.Map;

/**
 * What an agent's export holds of which table, and why it holds nothing of the others that have
 * rows of agents. Each of them is named here; docs/compliance.md says the same.
 */
final class ExportContents {
  /** What is shown of which table; of keys never what opens anything. */
  static final List<ExportSection> SECTIONS =
      List.of(
          ofOne("agent", "agents"),
          ofOne("quota", "agent_quotas"),
          ofMany("usage", "agent_quota_usage", time("recorded_at"), id("usage_id")),
          ofMany("tasks", "agent_tasks", time("created_at"), id("task_id")),
          ofMany("schedules", "agent_schedules", time("created_at"), id("schedule_id")),
          ofMany("webhooks", "webhooks", time("created_at"), id("webhook_id")),
          ofMany(
              "webhook_deliveries",
              "webhook_deliveries",
              time("first_try_at"),
              id("lane_id"),
              id("event_id")),
          ofMany("files", "agent_files", time("created_at"), id("file_id")),
          ofMany("keys", "agent_keys", time("created_at"), id("key_id"))
              .saying(
                  """
                  (to_jsonb(t) || jsonb_build_object('last_used_at',
                    (SELECT u.last_used_at FROM agent_key_uses u WHERE u.key_id = t.key_id)))::text\
                  """),
          ofMany("limit_raises", "limit_raises", time("until"), id("raise_id")),
          // Not what a channel was sent beside the message, nor what it answered.
          ofMany("alerts", "alerts", time("occurred_at"), id("alert_id"))
              .saying(
                  """
                  jsonb_build_object('alert_id', t.alert_id, 'agent_id', t.agent_id,
                    'entity_id', t.entity_id, 'kind', t.kind, 'channel', t.channel,
                    'message', t.message, 'occurred_at', t.occurred_at, 'sent_at', t.sent_at,
                    'tries', t.tries)::text\
                  """),
          ofOne("erasure", "erasures"),
          ofMany("memory_keys", "agent_memory_kv", text("key")).living(),
          // Without their vectors, which are made of the texts.
          ofMany("memories", "agent_memories", time("created_at"), id("memory_id"))
              .saying(
                  """
                  ((to_jsonb(t) - 'worded' - 'recorded') || coalesce(
                    (SELECT jsonb_build_object('uses', u.uses, 'last_used_at', u.last_used_at)
                     FROM agent_memory_uses u WHERE u.memory_id = t.memory_id), '{}'))::text\
                  """)
              .living());

  /** Tables that are in it otherwise, and as what. */
  static final Map<String, String> OTHERWISE =
      Map.of(
          "ledger_entries", "ledger.ndjson",
          "ledger_redactions", "ledger.ndjson",
          "domain_event_entry", "events.ndjson",
          "file_objects", "files/",
          "agent_key_uses", "keys.ndjson",
          "agent_memory_uses", "memories.ndjson");

  private static final String MADE = "made of what is in it";
  private static final String SECRET = "opens something";
  private static final String WORK = "work under way, whose end is in it";
  private static final String ANOTHER = "of the platform's line or a budget's, not of an agent's";

  /** Tables that it holds nothing of, and why. */
  static final Map<String, String> EXCUSED =
      Map.ofEntries(
          Map.entry("agent_key_secrets", SECRET),
          Map.entry("webhook_secrets", SECRET),
          Map.entry("sealing_keys.of_agents", SECRET),
          Map.entry("sealing_keys.of_days", SECRET),
          Map.entry(
              "sealing_keys.destroyed", "says of keys that they are gone, as the erasure does"),
          Map.entry(
              "sealing_keys.destroyed_days", "says of keys that they are gone, as the ledger does"),
          Map.entry("agent_memory_fields", MADE),
          Map.entry("agent_memory_models", MADE),
          Map.entry("agent_memory_vectors", MADE),
          Map.entry("agent_memory_words", MADE),
          Map.entry("alert_levels", MADE),
          Map.entry("audit_checkpoints", MADE),
          Map.entry("sealings", MADE),
          Map.entry("snapshot_event_entry", MADE),
          Map.entry("system_events", MADE),
          Map.entry("task_labels", MADE),
          Map.entry("usage_totals", MADE),
          Map.entry("call_refusals", MADE),
          Map.entry("webhook_callbacks", MADE),
          Map.entry("webhook_lanes", MADE),
          Map.entry("webhook_taps", MADE),
          Map.entry("saga_entry", WORK),
          Map.entry("embedding_holds", WORK),
          Map.entry("erasure_runs", WORK),
          Map.entry("redrives", WORK),
          Map.entry("retention_runs", WORK),
          Map.entry("running_calls", WORK),
          Map.entry("task_leases", WORK),
          Map.entry("task_reports", "answers to workers, for a day"),
          Map.entry("task_traces", "ids of traces, for a while"),
          Map.entry("idempotency_keys", "answers to whoever asks twice, for 24 hours"),
          Map.entry("budget_slices", "shares of limits, moved between processes"),
          Map.entry("budgets", ANOTHER),
          Map.entry("brakes", ANOTHER),
          Map.entry("legal_holds", ANOTHER),
          Map.entry("model_prices", ANOTHER),
          Map.entry("retentions", ANOTHER),
          Map.entry("revoked_subjects", ANOTHER),
          Map.entry("task_types", ANOTHER));

  private ExportContents() {}
}

package com.geniinow.runtime.query.record;

import java.util.Map;
import java.util.Set;

/**
 * Where tables of record hold text of people and agents: in these columns, and nowhere else, a
 * replay says something different once the text of an event can't be read any more.
 */
public final class TextColumns {
  private static final Map<String, Set<String>> COLUMNS =
      Map.ofEntries(
          Map.entry("agents", Set.of("name", "metadata", "status_reason")),
          Map.entry(
              "agent_tasks",
              Set.of("payload", "result", "error", "labels", "idempotency_key", "approval_reason")),
          Map.entry("agent_schedules", Set.of("task")),
          Map.entry("agent_files", Set.of("name")),
          Map.entry("agent_keys", Set.of("name")),
          Map.entry("agent_quota_usage", Set.of("reason")),
          Map.entry("limit_raises", Set.of("reason")),
          Map.entry("webhooks", Set.of("url")),
          // Of an event that was sealed since: its entry is the redacted one then.
          Map.entry("ledger_entries", Set.of("details")));

  /** Rows that are text as a whole: there are none where it can't be read. */
  private static final Set<String> ROWS = Set.of("task_labels");

  private TextColumns() {}

  /** Those of a table; none where it holds no text, or nothing but text. */
  public static Set<String> of(String table) {
    return COLUMNS.getOrDefault(table, Set.of());
  }

  /** Whether a table's rows are text as a whole, and end with it. */
  public static boolean isWhole(String table) {
    return ROWS.contains(table);
  }
}

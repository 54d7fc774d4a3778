package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.agent.AgentEvent.AgentErased;
import com.geniinow.runtime.events.agent.AgentEvent.DayTextErased;
import com.geniinow.runtime.events.agent.AgentEvent.ErasureStarted;
import com.geniinow.runtime.events.agent.AgentEvent.TextErased;
import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.query.record.Change.Erase;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The table erasures; and whatever of the tables of record holds an agent's text, which an erasure
 * empties: its own row at the start, the others as batches of rows say; and that of a day's tasks,
 * in batches, too. What is made of its events later, when their text can't be read any more, is the
 * same.
 */
public final class ErasureProjector implements Projector {
  /** Where a document must be: as an erased one is read from its event. */
  private static final Json NONE = new Json("null");

  @Override
  public void project(StoredEvent event, Writes writes) {
    switch (event.payload()) {
      case ErasureStarted e -> start(e, writes);
      case TextErased e -> empty(e, writes);
      case AgentErased e ->
          writes
              .update("erasures", "agent_id", e.agentId())
              .set("done_at", e.at())
              .set("fingerprints", new Json(CanonicalJson.of(e.fingerprints())));
      case DayTextErased e -> empty(e, writes);
      default -> {}
    }
  }

  /** What tasks said on a day: each column is emptied by the time at which it was said. */
  private static void empty(DayTextErased e, Writes writes) {
    switch (e.of()) {
      case TASKS -> {
        tasks(e, "created_at", writes)
            .set("payload", NONE)
            .set("labels", null)
            .set("idempotency_key", null);
        tasks(e, "completed_at", writes)
            .set("result", null)
            .set("error", null)
            .set("approval_reason", null);
        tasks(e, "error_at", writes).set("error", null);
        tasks(e, "approved_at", writes).set("approval_reason", null);
      }
      case LABELS -> rows(e, "task_labels", "label_id", writes).on("created_at", day(e));
      default -> throw new IllegalArgumentException("no day's key seals " + e.of());
    }
  }

  /** Those of a batch that said something on the day at the time in this column. */
  private static Erase tasks(DayTextErased e, String column, Writes writes) {
    return rows(e, "agent_tasks", "task_id", writes).on(column, day(e));
  }

  private static Erase rows(DayTextErased e, String table, String keyColumn, Writes writes) {
    return writes.erase(table, e.agentId()).only(keyColumn, e.rows());
  }

  private static LocalDate day(DayTextErased e) {
    return LocalDate.parse(e.day());
  }

  private static void start(ErasureStarted e, Writes writes) {
    writes
        .update("agents", "agent_id", e.agentId())
        .set("name", null)
        .set("metadata", NONE)
        .set("status_reason", null);
    writes
        .insert("erasures", e.agentId())
        .set("erasure_id", e.erasureId())
        .set("reason", e.reason())
        .set("requested_by", e.by())
        .set("started_at", e.at())
        .set("erased", new Json(CanonicalJson.of(counts(e.erased()))));
  }

  private static void empty(TextErased e, Writes writes) {
    switch (e.of()) {
      case TASKS ->
          rows(e, "agent_tasks", "task_id", writes)
              .set("payload", NONE)
              .set("result", null)
              .set("error", null)
              .set("labels", null)
              .set("idempotency_key", null)
              .set("approval_reason", null);
      case LABELS -> rows(e, "task_labels", "label_id", writes);
      case SCHEDULES -> rows(e, "agent_schedules", "schedule_id", writes).set("task", NONE);
      case FILES -> rows(e, "agent_files", "file_id", writes).set("name", null);
      case KEYS -> rows(e, "agent_keys", "key_id", writes).set("name", null);
      case CORRECTIONS -> rows(e, "agent_quota_usage", "usage_id", writes).set("reason", null);
      case RAISES -> rows(e, "limit_raises", "raise_id", writes).set("reason", null);
    }
  }

  private static Erase rows(TextErased e, String table, String keyColumn, Writes writes) {
    return writes.erase(table, e.agentId()).only(keyColumn, e.rows());
  }

  /** By their names in the API. */
  static Map<String, @Nullable Object> counts(ErasedCounts erased) {
    var counts = new TreeMap<String, @Nullable Object>();
    counts.put("agent_keys", erased.agentKeys());
    counts.put("answers", erased.answers());
    counts.put("events", erased.events());
    counts.put("files", erased.files());
    counts.put("key_values", erased.keyValues());
    counts.put("labels", erased.labels());
    counts.put("memories", erased.memories());
    counts.put("notes", erased.notes());
    counts.put("schedules", erased.schedules());
    counts.put("tasks", erased.tasks());
    return counts;
  }
}

package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.query.history.ExportZip.Entry;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything there is of one agent, in one file. Rows are read a few at a time, each time in a
 * transaction of its own, so that a slow client holds none open: what is written meanwhile may or
 * may not be in it.
 */
final class AgentExport {
  private static final UUID FIRST = new UUID(0, 0);

  /** Rows at a time; a task's payload and result may have 256 KB each. */
  private static final int ROWS = 20;

  /** What is shown of which table; of keys never what opens anything. */
  private static final List<Section> SECTIONS =
      List.of(
          new Section("agent", "agents", "agent_id"),
          new Section("quota", "agent_quotas", "agent_id"),
          new Section("usage", "agent_quota_usage", "usage_id"),
          new Section("tasks", "agent_tasks", "task_id"),
          new Section("task_labels", "task_labels", "label_id"),
          new Section("schedules", "agent_schedules", "schedule_id"),
          new Section("webhooks", "webhooks", "webhook_id"),
          new Section("files", "agent_files", "file_id"),
          new Section("keys", "agent_keys", "key_id"),
          new Section("limit_raises", "limit_raises", "raise_id"));

  private final CallerReads reads;
  private final StoredEvents events;
  private final JdbcClient system;
  private final ObjectStore store;
  private final JsonMapper json;
  private final Clock clock;

  AgentExport(
      CallerReads reads,
      StoredEvents events,
      JdbcClient system,
      ObjectStore store,
      JsonMapper json,
      Clock clock) {
    this.reads = reads;
    this.events = events;
    this.system = system;
    this.store = store;
    this.json = json;
    this.clock = clock;
  }

  /**
   * A table of record whose rows are the agent's.
   *
   * @param key the column of its primary key, a UUID
   */
  private record Section(String name, String table, String key) {
    String sql() {
      return "SELECT %2$s, row_to_json(t)::text FROM %1$s t WHERE agent_id = ? AND %2$s > ?"
              .formatted(table, key)
          + " ORDER BY %s LIMIT %d".formatted(key, ROWS);
    }
  }

  /** A row as JSON, with its place in the order. */
  private record Line<K>(K key, String json) {}

  /**
   * Writes it.
   *
   * @param out is not closed
   */
  void write(UUID agentId, Caller caller, OutputStream out) throws IOException {
    try (var zip = new ExportZip(out)) {
      for (var section : SECTIONS) {
        zip.add(section.name() + ".ndjson", entry -> rows(section, agentId, caller, entry));
      }
      zip.add("memory_keys.ndjson", entry -> keys(agentId, caller, entry));
      zip.add("memories.ndjson", entry -> memories(agentId, entry));
      zip.add(
          "ledger.ndjson",
          entry -> entry.count(new LedgerLines(system).write(agentId, 0, entry::write)));
      zip.add("events.ndjson", entry -> events(agentId, entry));
      files(agentId, zip);
      var contents = zip.contents();
      var manifest = new ExportZip.Manifest(agentId, clock.instant().toString(), contents);
      zip.add("manifest.json", entry -> entry.line(json.writeValueAsString(manifest)));
      zip.finish();
    }
  }

  private void rows(Section section, UUID agentId, Caller caller, Entry entry) throws IOException {
    var after = FIRST;
    while (true) {
      var last = after;
      var lines =
          reads.as(
              caller,
              jdbc -> jdbc.sql(section.sql()).params(agentId, last).query(line(UUID.class)).list());
      write(lines, entry);
      if (lines.size() < ROWS) {
        return;
      }
      after = lines.getLast().key();
    }
  }

  private void keys(UUID agentId, Caller caller, Entry entry) throws IOException {
    var after = "";
    while (true) {
      var last = after;
      var lines =
          reads.as(
              caller,
              jdbc ->
                  jdbc.sql(
                          """
                          SELECT key, row_to_json(t)::text FROM agent_memory_kv t
                          WHERE agent_id = ? AND key > ? AND (expires_at IS NULL OR expires_at > ?)
                          ORDER BY key LIMIT ?""")
                      .params(agentId, last, clock.instant().atOffset(ZoneOffset.UTC), ROWS)
                      .query(line(String.class))
                      .list());
      write(lines, entry);
      if (lines.size() < ROWS) {
        return;
      }
      after = lines.getLast().key();
    }
  }

  /** Without their vectors, which are made of the texts. */
  private void memories(UUID agentId, Entry entry) throws IOException {
    var after = FIRST;
    while (true) {
      var lines =
          system
              .sql(
                  """
                  SELECT memory_id, (to_jsonb(t) - 'worded' - 'recorded')::text
                  FROM agent_memories t
                  WHERE agent_id = ? AND memory_id > ? AND (expires_at IS NULL OR expires_at > ?)
                  ORDER BY memory_id LIMIT ?""")
              .params(agentId, after, clock.instant().atOffset(ZoneOffset.UTC), ROWS)
              .query(line(UUID.class))
              .list();
      write(lines, entry);
      if (lines.size() < ROWS) {
        return;
      }
      after = lines.getLast().key();
    }
  }

  private void events(UUID agentId, Entry entry) throws IOException {
    long after = 0;
    while (true) {
      var rows = StoredEvents.after(system, agentId, after, ROWS);
      for (var row : rows) {
        entry.line(json.writeValueAsString(events.view(row)));
      }
      if (rows.size() < ROWS) {
        return;
      }
      after = rows.getLast().globalIndex();
    }
  }

  private void files(UUID agentId, ExportZip zip) throws IOException {
    var objects =
        system
            .sql(
                """
                SELECT file_id, object_name FROM file_objects
                WHERE agent_id = ? AND state = 'stored' ORDER BY file_id""")
            .param(agentId)
            .query((row, n) -> new Line<>(row.getObject(1, UUID.class), row.getString(2)))
            .list();
    for (var object : objects) {
      var found = store.read(object.json());
      try (var bytes = found.orElse(null)) {
        zip.addFile("files/" + object.key(), bytes);
      }
    }
  }

  private static <K> RowMapper<Line<K>> line(Class<K> key) {
    return (row, n) -> new Line<>(row.getObject(1, key), row.getString(2));
  }

  private static void write(List<? extends Line<?>> lines, Entry entry) throws IOException {
    for (var line : lines) {
      entry.line(line.json());
    }
  }

  /** Checks that there is such an agent. */
  void mustBeThere(UUID agentId, Caller caller) {
    reads.as(
        caller,
        jdbc -> {
          Known.agent(jdbc, agentId);
          return true;
        });
  }
}

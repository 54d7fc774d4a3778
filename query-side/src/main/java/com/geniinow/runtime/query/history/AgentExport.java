package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.query.history.ExportZip.Entry;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything there is of one agent, in one file. Rows are read a few at a time, each time in a
 * transaction of its own, so that a slow client holds none open: what is written meanwhile may or
 * may not be in it. Of each file its name in the ZIP and its line in the manifest stay in memory
 * until the end, some 500 bytes; of everything else nothing does.
 */
final class AgentExport {
  private static final String FILES =
      """
      SELECT created_at::text, file_id::text FROM agent_files
      WHERE agent_id = ? AND (created_at, file_id) > (CAST(? AS timestamptz), CAST(? AS uuid))
      ORDER BY created_at, file_id LIMIT ?\
      """;

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
   * How much there is.
   *
   * @param lines in all entries that are NDJSON
   */
  record Size(long lines, long files) {}

  /** Where a file is in the order in which they are read. */
  private record Place(String at, String id) {
    static final Place BEGINNING = new Place("-infinity", new UUID(0, 0).toString());
  }

  /**
   * Counts it, as it is now.
   *
   * @throws com.geniinow.runtime.platform.problem.ProblemException 404 when there is no such agent
   */
  Size size(UUID agentId, Caller caller) {
    var now = clock.instant();
    long lines =
        reads.as(
            caller,
            jdbc -> {
              Known.agent(jdbc, agentId);
              return ExportContents.SECTIONS.stream()
                  .mapToLong(section -> section.count(jdbc, agentId, now))
                  .sum();
            });
    return new Size(
        lines
            + count("SELECT count(*) FROM domain_event_entry WHERE agent_id = ?", agentId)
            + count("SELECT count(*) FROM ledger_entries WHERE agent_id = ?", agentId),
        count("SELECT count(*) FROM agent_files WHERE agent_id = ?", agentId));
  }

  private long count(String sql, UUID agentId) {
    return system.sql(sql).param(agentId).query(Long.class).single();
  }

  /**
   * Writes it.
   *
   * @param exportId names it, in its manifest and in the ledger
   * @param out is not closed
   */
  void write(UUID agentId, UUID exportId, Caller caller, OutputStream out) throws IOException {
    var now = clock.instant();
    try (var zip = new ExportZip(out)) {
      for (var section : ExportContents.SECTIONS) {
        zip.add(section.name() + ".ndjson", entry -> rows(section, agentId, caller, now, entry));
      }
      zip.add(
          "ledger.ndjson",
          entry -> entry.count(new LedgerLines(system).write(agentId, 0, entry::write)));
      zip.add("events.ndjson", entry -> events(agentId, entry));
      files(agentId, caller, zip);
      var manifest =
          new ExportZip.Manifest(
              agentId, exportId, caller.subject(), now.toString(), zip.contents());
      zip.add("manifest.json", entry -> entry.line(json.writeValueAsString(manifest)));
      zip.finish();
    }
  }

  private void rows(ExportSection section, UUID agentId, Caller caller, Instant now, Entry entry)
      throws IOException {
    var after = section.beginning();
    while (true) {
      var last = after;
      var lines = reads.as(caller, jdbc -> section.page(jdbc, agentId, last, now));
      for (var line : lines) {
        entry.line(line.json());
      }
      if (lines.size() < ExportSection.ROWS) {
        return;
      }
      after = lines.getLast().place();
    }
  }

  private void events(UUID agentId, Entry entry) throws IOException {
    long after = 0;
    while (true) {
      var rows = StoredEvents.after(system, agentId, after, ExportSection.ROWS);
      for (var row : rows) {
        entry.line(json.writeValueAsString(events.view(row)));
      }
      if (rows.size() < ExportSection.ROWS) {
        return;
      }
      after = rows.getLast().globalIndex();
    }
  }

  private void files(UUID agentId, Caller caller, ExportZip zip) throws IOException {
    var after = Place.BEGINNING;
    while (true) {
      var last = after;
      List<Place> places =
          reads.as(
              caller,
              jdbc ->
                  jdbc.sql(FILES)
                      .params(agentId, last.at(), last.id(), ExportSection.ROWS)
                      .query((row, n) -> new Place(row.getString(1), row.getString(2)))
                      .list());
      for (var place : places) {
        var object = objectOf(place.id());
        var found = object == null ? null : store.read(object).orElse(null);
        try (var bytes = found) {
          zip.addFile("files/" + place.id(), bytes);
        }
      }
      if (places.size() < ExportSection.ROWS) {
        return;
      }
      after = places.getLast();
    }
  }

  /** Null where it was deleted meanwhile. */
  private @Nullable String objectOf(String fileId) {
    return system
        .sql(
            "SELECT object_name FROM file_objects WHERE file_id = CAST(? AS uuid)"
                + " AND state = 'stored'")
        .param(fileId)
        .query(String.class)
        .optional()
        .orElse(null);
  }
}

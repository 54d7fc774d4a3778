package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.record.LedgerEntry;
import com.geniinow.runtime.query.record.RedactionLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whole chains as an export has them, read a part at a time. */
record LedgerLines(JdbcClient jdbc) {
  private static final int ENTRIES = 500;

  /** Takes bytes. */
  @FunctionalInterface
  interface Sink {
    void write(byte[] bytes) throws IOException;
  }

  private record Stored(LedgerEntry entry, String hash) {}

  /**
   * Writes a chain, an entry a line; behind a redacted one the record of its redaction.
   *
   * @param after the sequence it begins behind; 0 for all
   * @return how many entries there were
   */
  long write(UUID chain, long after, Sink out) throws IOException {
    long count = 0;
    long last = after;
    while (true) {
      var entries =
          jdbc.sql(
                  """
                  SELECT sequence, type, event_id, details, previous_hash, hash, created_at
                  FROM ledger_entries WHERE agent_id = ? AND sequence > ?
                  ORDER BY sequence LIMIT ?""")
              .params(chain, last, ENTRIES)
              .query(
                  (row, n) ->
                      new Stored(
                          new LedgerEntry(
                              chain,
                              row.getLong(1),
                              row.getString(2),
                              row.getObject(3, UUID.class),
                              row.getString(4),
                              row.getString(5),
                              row.getObject(7, OffsetDateTime.class).toInstant()),
                          row.getString(6)))
              .list();
      var lines = new StringBuilder();
      var redactions = RedactionLines.of(jdbc, entries.stream().map(Stored::entry).toList());
      for (var stored : entries) {
        lines.append(stored.entry().line(stored.hash())).append(redactions.of(stored.entry()));
      }
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      count += entries.size();
      if (entries.size() < ENTRIES) {
        return count;
      }
      last = entries.getLast().entry().sequence();
    }
  }
}

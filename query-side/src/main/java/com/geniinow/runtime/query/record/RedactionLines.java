package com.geniinow.runtime.query.record;

import com.geniinow.runtime.query.record.Redaction.Signed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The records of redactions as an export has them, each behind its entry. */
public final class RedactionLines {
  private static final String REDACTED = Redaction.details("").substring(0, 13);

  private final Map<Long, String> lines;

  private RedactionLines(Map<Long, String> lines) {
    this.lines = lines;
  }

  /**
   * Those of some entries of a chain, in their order; none is looked for where nothing is redacted.
   */
  public static RedactionLines of(JdbcClient jdbc, List<LedgerEntry> entries) {
    Map<Long, String> lines = new HashMap<>();
    var redacted = entries.stream().filter(e -> e.details().startsWith(REDACTED)).toList();
    if (!redacted.isEmpty()) {
      var first = redacted.getFirst();
      read(jdbc, first.agentId(), first.sequence(), redacted.getLast().sequence(), lines);
    }
    return new RedactionLines(lines);
  }

  private static void read(
      JdbcClient jdbc, UUID chain, long first, long last, Map<Long, String> lines) {
    jdbc.sql(
            """
            SELECT agent_id, sequence, hash, redacted, redacted_hash, redacted_at, kid, public_key,
              signature
            FROM ledger_redactions WHERE agent_id = ? AND sequence BETWEEN ? AND ?""")
        .params(chain, first, last)
        .query(
            row -> {
              var said = Redaction.of(row);
              var by = new Signed(row.getString(7), row.getString(8), row.getString(9));
              lines.put(said.sequence(), said.line(by));
            });
  }

  /** The line of an entry; empty where it has none. */
  public String of(LedgerEntry entry) {
    return lines.getOrDefault(entry.sequence(), "");
  }
}

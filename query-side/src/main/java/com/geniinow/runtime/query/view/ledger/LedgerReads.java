package com.geniinow.runtime.query.view.ledger;

import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.record.LedgerEntry;
import com.geniinow.runtime.query.record.RedactionLines;
import com.geniinow.runtime.query.view.access.CallerReads;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads a chain of entries for a caller: an agent's, the platform's own, or a budget's. */
final class LedgerReads {
  /** Entries per read. Each read is a transaction of its own: a slow client holds none open. */
  private static final int ENTRIES = 500;

  private final CallerReads reads;

  LedgerReads(CallerReads reads) {
    this.reads = reads;
  }

  /**
   * A page of a chain, in its order or the other way round.
   *
   * @param check answers 404 where there is no such chain for the caller
   */
  Page<LedgerView> page(
      UUID chain, LedgerFilter filter, PageQuery page, Caller caller, Consumer<JdbcClient> check) {
    var sql = new StringBuilder(LedgerView.SELECT);
    List<Object> parameters = new ArrayList<>(List.of(chain));
    filter.addTo(sql, parameters);
    page.afterPosition()
        .ifPresent(
            after -> {
              sql.append(filter.isNewestFirst() ? " AND sequence < ?" : " AND sequence > ?");
              parameters.add(after.value());
            });
    sql.append(" ORDER BY sequence").append(filter.isNewestFirst() ? " DESC" : "");
    sql.append(" LIMIT ?");
    parameters.add(page.fetch());
    return reads.as(
        caller,
        jdbc -> {
          check.accept(jdbc);
          var rows = jdbc.sql(sql.toString()).params(parameters).query(LedgerView::of).list();
          return Page.of(rows, page, entry -> new Cursor.Position(entry.sequence()));
        });
  }

  /**
   * Writes a whole chain, an entry a line; behind a redacted one the record of its redaction.
   *
   * @param name of the file
   * @param check as of {@link #page}
   */
  void write(
      UUID chain,
      String name,
      Caller caller,
      HttpServletResponse response,
      Consumer<JdbcClient> check)
      throws IOException {
    var entries = read(chain, 0, caller, check);
    response.setContentType("application/x-ndjson");
    response.setHeader(
        "Content-Disposition", "attachment; filename=\"ledger-" + name + ".ndjson\"");
    var out = response.getOutputStream();
    while (!entries.isEmpty()) {
      var lines = new StringBuilder();
      entries.forEach(
          stored -> lines.append(stored.entry().line(stored.hash())).append(stored.redaction()));
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      entries = read(chain, entries.getLast().entry().sequence(), caller, check);
    }
  }

  /**
   * An entry with the hash that its row has, right or not.
   *
   * @param redaction the line behind it; empty for none
   */
  private record Stored(LedgerEntry entry, String hash, String redaction) {}

  private List<Stored> read(UUID chain, long after, Caller caller, Consumer<JdbcClient> check) {
    return reads.as(
        caller,
        jdbc -> {
          check.accept(jdbc);
          var views =
              jdbc.sql(LedgerView.SELECT + " AND sequence > ? ORDER BY sequence LIMIT ?")
                  .params(chain, after, ENTRIES)
                  .query(LedgerView::of)
                  .list();
          var redactions = RedactionLines.of(jdbc, views.stream().map(LedgerReads::entry).toList());
          return views.stream().map(view -> stored(view, redactions)).toList();
        });
  }

  private static Stored stored(LedgerView view, RedactionLines redactions) {
    var entry = entry(view);
    return new Stored(entry, view.hash(), redactions.of(entry));
  }

  private static LedgerEntry entry(LedgerView view) {
    return new LedgerEntry(
        view.agentId(),
        view.sequence(),
        view.type(),
        view.eventId(),
        view.details(),
        view.previousHash(),
        view.createdAt());
  }
}

package com.geniinow.runtime.query.view.ledger;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import com.geniinow.runtime.query.view.access.Listing;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the ledger. */
@RestController
@Tag(name = "ledger")
class LedgerController {
  private final CallerReads reads;

  LedgerController(CallerReads reads) {
    this.reads = reads;
  }

  @Operation(summary = "List an agent's ledger entries in the order of their chain")
  @GetMapping("/api/agents/{id}/ledger")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT},
      scope = Scope.AGENT)
  Page<LedgerView> list(
      @PathVariable UUID id,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      PageQuery page,
      Caller caller) {
    return entries(id, from, to, page, caller, jdbc -> Known.agent(jdbc, id));
  }

  @Operation(summary = "List the platform's own ledger entries in the order of their chain")
  @GetMapping("/api/ledger/platform")
  @Allow(ADMIN)
  Page<LedgerView> platform(
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      PageQuery page,
      Caller caller) {
    return entries(Ids.PLATFORM, from, to, page, caller, jdbc -> {});
  }

  private Page<LedgerView> entries(
      UUID chain,
      @Nullable Instant from,
      @Nullable Instant to,
      PageQuery page,
      Caller caller,
      Consumer<JdbcClient> check) {
    Listing.mustBeInOrder(from, to);
    var sql = new StringBuilder(LedgerView.SELECT);
    List<Object> parameters = new ArrayList<>(List.of(chain));
    if (from != null) {
      sql.append(" AND created_at >= ?");
      parameters.add(from.atOffset(ZoneOffset.UTC));
    }
    if (to != null) {
      sql.append(" AND created_at < ?");
      parameters.add(to.atOffset(ZoneOffset.UTC));
    }
    page.afterPosition()
        .ifPresent(
            after -> {
              sql.append(" AND sequence > ?");
              parameters.add(after.value());
            });
    sql.append(" ORDER BY sequence LIMIT ?");
    parameters.add(page.fetch());
    return reads.as(
        caller,
        jdbc -> {
          check.accept(jdbc);
          var rows = jdbc.sql(sql.toString()).params(parameters).query(LedgerView::of).list();
          return Page.of(rows, page, entry -> new Cursor.Position(entry.sequence()));
        });
  }
}

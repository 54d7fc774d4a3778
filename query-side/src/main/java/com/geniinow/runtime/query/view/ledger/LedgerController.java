package com.geniinow.runtime.query.view.ledger;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the ledger. */
@RestController
@Tag(name = "ledger")
class LedgerController {
  private final LedgerReads ledgers;

  LedgerController(CallerReads reads) {
    this.ledgers = new LedgerReads(reads);
  }

  @Operation(summary = "List an agent's ledger entries in the order of their chain")
  @GetMapping("/api/agents/{id}/ledger")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.AGENT)
  Page<LedgerView> list(
      @PathVariable UUID id,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @Parameter(
              description = "Only entries of this type, or of one of several with commas between",
              example = "[\"task_refused\"]")
          @RequestParam(required = false)
          @Nullable List<String> type,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {"asc", "desc"},
                      defaultValue = "asc"))
          @RequestParam(required = false)
          @Nullable String order,
      PageQuery page,
      Caller caller) {
    return list(id, new LedgerFilter(from, to, type, order), page, caller);
  }

  Page<LedgerView> list(UUID id, LedgerFilter filter, PageQuery page, Caller caller) {
    return ledgers.page(id, filter, page, caller, jdbc -> Known.agent(jdbc, id));
  }

  @Operation(summary = "List the platform's own ledger entries in the order of their chain")
  @GetMapping("/api/ledger/platform")
  @Allow(
      value = {ADMIN, AUDITOR},
      scope = Scope.STORE)
  Page<LedgerView> platform(
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @Parameter(
              description = "Only entries of this type, or of one of several with commas between",
              example = "[\"task_refused\"]")
          @RequestParam(required = false)
          @Nullable List<String> type,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {"asc", "desc"},
                      defaultValue = "asc"))
          @RequestParam(required = false)
          @Nullable String order,
      PageQuery page,
      Caller caller) {
    return ledgers.page(
        Ids.PLATFORM, new LedgerFilter(from, to, type, order), page, caller, jdbc -> {});
  }
}

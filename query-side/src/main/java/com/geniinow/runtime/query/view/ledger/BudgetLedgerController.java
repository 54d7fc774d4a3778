package com.geniinow.runtime.query.view.ledger;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
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
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the ledgers of budgets: who set and raised what agents share. */
@RestController
@Tag(name = "budgets")
class BudgetLedgerController {
  private static final String EXPORT =
      "As an agent's: one entry a line, to be checked with infra/verify-ledger.";

  private final LedgerReads ledgers;

  BudgetLedgerController(CallerReads reads) {
    this.ledgers = new LedgerReads(reads);
  }

  @Operation(summary = "List the entries of the platform's budget in the order of their chain")
  @GetMapping("/api/budgets/platform/ledger")
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
        Ids.budgetOf(Ids.PLATFORM),
        new LedgerFilter(from, to, type, order),
        page,
        caller,
        jdbc -> {});
  }

  @Operation(summary = "List the entries of an entity's budget in the order of their chain")
  @GetMapping("/api/budgets/entities/{entity_id}/ledger")
  @Allow({ADMIN, FOUNDER, AUDITOR})
  Page<LedgerView> entity(
      @PathVariable("entity_id") UUID entityId,
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
    return entity(entityId, new LedgerFilter(from, to, type, order), page, caller);
  }

  Page<LedgerView> entity(UUID entityId, LedgerFilter filter, PageQuery page, Caller caller) {
    Known.ownEntity(caller, entityId);
    return ledgers.page(
        Ids.budgetOf(entityId), filter, page, caller, jdbc -> Known.budget(jdbc, entityId));
  }

  @Operation(
      summary = "Export the whole ledger of the platform's budget, for verification elsewhere",
      description = EXPORT)
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(
              name = "Content-Disposition",
              description = "The name under which to keep the file",
              schema =
                  @Schema(type = "string", example = "attachment; filename=\"ledger.ndjson\"")),
      content = @Content(mediaType = "application/x-ndjson", schema = @Schema(type = "string")))
  @GetMapping(path = "/api/budgets/platform/ledger/export")
  @Allow(
      value = {ADMIN, AUDITOR},
      scope = Scope.STORE)
  void exportPlatform(Caller caller, HttpServletResponse response) throws IOException {
    ledgers.write(Ids.budgetOf(Ids.PLATFORM), "platform-budget", caller, response, jdbc -> {});
  }

  @Operation(
      summary = "Export the whole ledger of an entity's budget, for verification elsewhere",
      description = EXPORT)
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(
              name = "Content-Disposition",
              description = "The name under which to keep the file",
              schema =
                  @Schema(type = "string", example = "attachment; filename=\"ledger.ndjson\"")),
      content = @Content(mediaType = "application/x-ndjson", schema = @Schema(type = "string")))
  @GetMapping(path = "/api/budgets/entities/{entity_id}/ledger/export")
  @Allow({ADMIN, FOUNDER, AUDITOR})
  void exportEntity(
      @PathVariable("entity_id") UUID entityId, Caller caller, HttpServletResponse response)
      throws IOException {
    Known.ownEntity(caller, entityId);
    var chain = Ids.budgetOf(entityId);
    ledgers.write(chain, chain.toString(), caller, response, jdbc -> Known.budget(jdbc, entityId));
  }
}

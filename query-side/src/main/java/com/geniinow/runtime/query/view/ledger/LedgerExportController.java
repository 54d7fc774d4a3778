package com.geniinow.runtime.query.view.ledger;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Hands out whole ledgers, for the verifier that needs no database. */
@RestController
@Tag(name = "ledger")
class LedgerExportController {
  private final LedgerReads ledgers;

  LedgerExportController(CallerReads reads) {
    this.ledgers = new LedgerReads(reads);
  }

  @Operation(
      summary = "Export an agent's whole ledger, for verification elsewhere",
      description =
          "One entry a line, in the order of the chain and in the canonical form of docs/ledger.md;"
              + " behind one whose text was erased the signed record of that. Check it with"
              + " infra/verify-ledger. Streamed, of any length.")
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(
              name = "Content-Disposition",
              description = "The name under which to keep the file",
              schema =
                  @Schema(type = "string", example = "attachment; filename=\"ledger.ndjson\"")),
      content = @Content(mediaType = "application/x-ndjson", schema = @Schema(type = "string")))
  @GetMapping(path = "/api/agents/{id}/ledger/export")
  @Allow(
      value = {ADMIN, FOUNDER, AUDITOR},
      scope = Scope.AGENT)
  void export(@PathVariable UUID id, Caller caller, HttpServletResponse response)
      throws IOException {
    ledgers.write(id, id.toString(), caller, response, jdbc -> Known.agent(jdbc, id));
  }

  @Operation(
      summary = "Export the platform's whole ledger, for verification elsewhere",
      description = "As an agent's: one entry a line, to be checked with infra/verify-ledger.")
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(
              name = "Content-Disposition",
              description = "The name under which to keep the file",
              schema =
                  @Schema(type = "string", example = "attachment; filename=\"ledger.ndjson\"")),
      content = @Content(mediaType = "application/x-ndjson", schema = @Schema(type = "string")))
  @GetMapping(path = "/api/ledger/platform/export")
  @Allow(
      value = {ADMIN, AUDITOR},
      scope = Scope.STORE)
  void exportPlatform(Caller caller, HttpServletResponse response) throws IOException {
    ledgers.write(Ids.PLATFORM, "platform", caller, response, jdbc -> {});
  }
}

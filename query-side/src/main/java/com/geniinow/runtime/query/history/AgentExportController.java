package com.geniinow.runtime.query.history;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.work.ExportNote;
import com.geniinow.runtime.query.view.access.CallerReads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Hands out everything there is of one agent. */
@RestController
@ConditionalOnProperty(AuditAutoConfiguration.SYSTEM_LOGIN)
@Tag(name = "audit")
class AgentExportController {
  private final CallerReads reads;
  private final StoredEvents events;
  private final JdbcClient system;
  private final ObjectProvider<ObjectStore> store;
  private final ObjectProvider<ExportNote> notes;
  private final Supplier<UUID> ids;
  private final JsonMapper json;
  private final Clock clock;

  AgentExportController(
      CallerReads reads,
      StoredEvents events,
      @Qualifier(AuditAutoConfiguration.AUDIT) JdbcClient system,
      ObjectProvider<ObjectStore> store,
      ObjectProvider<ExportNote> notes,
      Supplier<UUID> ids,
      JsonMapper json,
      Clock clock) {
    this.reads = reads;
    this.events = events;
    this.system = system;
    this.store = store;
    this.notes = notes;
    this.ids = ids;
    this.json = json;
    this.clock = clock;
  }

  @Operation(
      summary = "Export everything there is of an agent",
      description =
          "A ZIP: NDJSON of its rows, keys, memories, ledger and events, the bytes of its files"
              + " under files/, and at its end manifest.json with the SHA-256 of each. Streamed, of"
              + " any length. That it was taken is in the agent's ledger before its first byte:"
              + " agent_exported, by whom and how much.")
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(
              name = "Content-Disposition",
              description = "The name under which to keep the file",
              schema = @Schema(type = "string", example = "attachment; filename=\"agent.zip\"")),
      content =
          @Content(
              mediaType = "application/zip",
              schema = @Schema(type = "string", format = "binary")))
  @GetMapping("/api/agents/{id}/export")
  @Allow(
      value = {ADMIN, FOUNDER, AUDITOR},
      scope = Scope.AGENT)
  void export(@PathVariable UUID id, Caller caller, HttpServletResponse response)
      throws IOException {
    var objects = store.getIfAvailable();
    if (objects == null) {
      throw ProblemException.unavailable("There is no object store to read files from.");
    }
    var note = notes.getIfAvailable();
    if (note == null) {
      throw ProblemException.unavailable("Exports are given out where commands are taken.");
    }
    var export = new AgentExport(reads, events, system, objects, json, clock);
    var size = export.size(id, caller);
    var exportId = ids.get();
    // Nobody gets one that is not in the ledger.
    note.taken(id, exportId, size.lines(), size.files(), caller.subject());
    response.setContentType("application/zip");
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"agent-" + id + ".zip\"");
    export.write(id, exportId, caller, response.getOutputStream());
  }
}

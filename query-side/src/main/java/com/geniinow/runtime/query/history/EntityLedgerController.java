package com.geniinow.runtime.query.history;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.storage.LockedBucket;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.query.view.access.Known;
import com.geniinow.runtime.query.view.budget.BudgetController;
import com.zaxxer.hikari.HikariDataSource;
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
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Hands out all chains of an entity, with what ties them to a checkpoint. */
@RestController
@ConditionalOnProperty(AuditAutoConfiguration.SYSTEM_LOGIN)
@Tag(name = "ledger")
class EntityLedgerController {
  private final HikariDataSource system;
  private final ObjectProvider<ObjectStore> store;
  private final ObjectProvider<LockedBucket> locked;
  private final CheckpointKeysTable keys;
  private final Clock clock;

  EntityLedgerController(
      @Qualifier(AuditAutoConfiguration.AUDIT) HikariDataSource system,
      ObjectProvider<ObjectStore> store,
      ObjectProvider<LockedBucket> locked,
      CheckpointKeysTable keys,
      Clock clock) {
    this.system = system;
    this.store = store;
    this.locked = locked;
    this.keys = keys;
    this.clock = clock;
  }

  @Operation(
      summary = "Export the ledgers of all agents of an entity, and of its budget",
      description =
          "Line 1 is a checkpoint, line 2 its signature, line 3 which chains follow; then each"
              + " chain behind its head, with the path of RFC 6962 that leads to the checkpoint's"
              + " root. Check it with infra/verify-ledger --entity. Streamed, of any length.")
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(
              name = "Content-Disposition",
              description = "The name under which to keep the file",
              schema =
                  @Schema(type = "string", example = "attachment; filename=\"ledger.ndjson\"")),
      content = @Content(mediaType = "application/x-ndjson", schema = @Schema(type = "string")))
  @GetMapping("/api/entities/{entity_id}/ledger/export")
  @Allow({ADMIN, FOUNDER, AUDITOR})
  void export(@PathVariable("entity_id") UUID entityId, Caller caller, HttpServletResponse response)
      throws IOException {
    Known.ownEntity(caller, entityId);
    var entity = BudgetController.anEntity(entityId);
    var objects = store.getIfAvailable();
    if (objects == null) {
      throw ProblemException.unavailable("There is no object store that checkpoints are kept in.");
    }
    var checkpoints = new LedgerCheckpoints(system, objects, locked.getIfAvailable(), keys, clock);
    var chains = new EntityLedger(JdbcClient.create(system), objects, checkpoints, keys);
    var prepared = chains.prepare(entity);
    response.setContentType("application/x-ndjson");
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        "attachment; filename=\"ledger-entity-" + entity + ".ndjson\"");
    chains.write(prepared, response.getOutputStream());
  }
}

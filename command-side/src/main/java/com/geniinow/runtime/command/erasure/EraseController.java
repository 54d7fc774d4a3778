package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.PlainLine;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Erases agents. */
@RestController
@Tag(name = "erasure")
class EraseController {
  private final AgentLine line;
  private final ErasedTable rows;
  private final Now now;
  private final Supplier<UUID> ids;

  EraseController(AgentLine line, ErasedTable rows, Now now, Supplier<UUID> ids) {
    this.line = line;
    this.rows = rows;
    this.now = now;
    this.ids = ids;
  }

  @Operation(
      summary = "Erase what people wrote of a terminated agent and what it produced, for ever",
      description =
          "Names, metadata, payloads, results, errors, reasons, memories, keys, file names and"
              + " bytes read null everywhere in the runtime. Backups of the database and of its"
              + " keys from before hold them until the operator removes these. Amounts, times, ids"
              + " and hashes stay; reasons of brakes, of legal holds and of the erasure do, too."
              + " GET shows how far it is, and its certificate, which lists what it doesn't reach."
              + " Asked twice, the first erasure is answered. A dry run changes nothing, answers"
              + " 200 and counts, also under a legal hold, which it says (held); of an erasure that"
              + " has begun it says which one, what there was when it began, and whether it rests"
              + " under a hold. Events and ledger entries from before there was a master key are"
              + " sealed and redacted on the way. 409: agent_not_terminated, legal_hold; conflict"
              + " where nothing is sealed, for want of a master key.")
  @ApiResponse(responseCode = "202", description = "It has begun")
  @ApiResponse(responseCode = "200", description = "What a dry run found")
  @PostMapping("/api/agents/{id}/erase")
  @Allow(value = Role.ADMIN, scope = Scope.AGENT)
  ResponseEntity<Erasing> erase(
      @PathVariable UUID id, @Valid @RequestBody EraseRequest request, Caller caller) {
    var dryRun = Boolean.TRUE.equals(request.dryRun());
    var result =
        line.send(
            new EraseAgent(
                id,
                ids.get(),
                request.reason(),
                dryRun,
                rows.count(id),
                dryRun ? rows.unsealed(id) : 0,
                caller.subject(),
                now.get()));
    return ResponseEntity.status(dryRun ? HttpStatus.OK : HttpStatus.ACCEPTED)
        .body(Erasing.of(result));
  }

  /** Why an agent is erased; it is written into its ledger and stays there. */
  record EraseRequest(
      @NotBlank @Size(max = 500) @PlainLine String reason, @Nullable Boolean dryRun) {}

  /**
   * An erasure, or what one would find.
   *
   * @param erasureId null for a dry run of an agent that isn't erased
   * @param wouldErase how many of each, or how many there were when an erasure began that is there
   *     already; null unless it was a dry run
   * @param unsealedEvents that are sealed on the way; null unless it was a dry run
   * @param held whether a legal hold stands in the way; null unless it was a dry run
   */
  record Erasing(
      @Nullable UUID erasureId,
      @Nullable ErasedCounts wouldErase,
      @Nullable Long unsealedEvents,
      @Nullable Boolean held) {
    static Erasing of(EraseAgent.Result result) {
      return switch (result) {
        case EraseAgent.Begun begun -> new Erasing(begun.erasureId(), null, null, null);
        case EraseAgent.Found found ->
            new Erasing(found.erasureId(), found.counts(), found.unsealed(), found.held());
      };
    }
  }
}

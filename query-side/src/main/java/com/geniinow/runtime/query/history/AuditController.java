package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.platform.work.DerivedState;
import com.geniinow.runtime.query.view.access.Known;
import com.geniinow.runtime.query.view.budget.BudgetView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What administrators and auditors ask of the events. */
@RestController
@RequestMapping("/api/audit")
@ConditionalOnProperty(AuditAutoConfiguration.SYSTEM_LOGIN)
@Tag(name = "audit")
class AuditController {
  private static final String BUDGET =
      "Now when as_of is left out or yet to come. The events of each of its agents are replayed:"
          + " some milliseconds for each.";

  /** Files are what their events say, or lost: nothing makes them anew. */
  private static final StorePart REBUILT =
      new StorePart(null, EnumSet.of(DerivedState.Scope.TABLES, DerivedState.Scope.DERIVED));

  private final Past past;
  private final StoreAudit audit;
  private final AuditRunTable runs;

  AuditController(Past past, StoreAudit audit, AuditRunTable runs) {
    this.past = past;
    this.audit = audit;
    this.runs = runs;
  }

  @Operation(
      summary = "Show an agent as it was at a moment, from its events alone",
      description = "Now when as_of is left out or yet to come.")
  @GetMapping("/agents/{id}")
  @Allow(
      value = {Role.ADMIN, Role.AUDITOR},
      scope = Scope.AGENT)
  PastAgent asOf(
      @PathVariable UUID id,
      @RequestParam(name = "as_of", required = false) @Nullable Instant asOf) {
    return past.asOf(id, asOf);
  }

  @Operation(
      summary = "Show the platform's budget as it was at a moment, from events alone",
      description = BUDGET)
  @GetMapping("/budgets/platform")
  @Allow(
      value = {Role.ADMIN, Role.AUDITOR},
      scope = Scope.STORE)
  BudgetView platformBudget(
      @RequestParam(name = "as_of", required = false) @Nullable Instant asOf) {
    return past.budget(Ids.PLATFORM, asOf);
  }

  @Operation(
      summary = "Show an entity's budget as it was at a moment, from events alone",
      description = BUDGET)
  @GetMapping("/budgets/entities/{entity_id}")
  @Allow({Role.ADMIN, Role.AUDITOR})
  BudgetView entityBudget(
      @PathVariable("entity_id") UUID entityId,
      @RequestParam(name = "as_of", required = false) @Nullable Instant asOf,
      Caller caller) {
    Known.ownEntity(caller, entityId);
    return past.budget(entityId, asOf);
  }

  @Operation(summary = "List an agent's events as they are stored, oldest first")
  @GetMapping("/agents/{id}/events")
  @Allow(
      value = {Role.ADMIN, Role.AUDITOR},
      scope = Scope.AGENT)
  Page<EventView> events(@PathVariable UUID id, PageQuery page) {
    return past.events(id, page);
  }

  @Operation(
      summary = "Replay the whole store beside the live tables and compare row by row",
      description =
          "Traffic goes on. Answers when it is done, which may take minutes; GET shows how far it"
              + " is, DELETE ends it. One at a time: 409 while another one runs. With entity_id"
              + " only what belongs to that entity is looked at, which an auditor of one has to"
              + " say. Without a body all there is: tables (and checkpoints of the ledger), files"
              + " (every object is read), memories (every text is read), derived (snapshots and"
              + " checkpoints of the past).")
  @PostMapping("/verify")
  @Allow({Role.ADMIN, Role.AUDITOR})
  VerifyReport verify(
      @RequestParam(name = "entity_id", required = false) @Nullable UUID entityId,
      @Valid @RequestBody(required = false) @Nullable VerifyRequest request,
      Caller caller) {
    var scope = request == null ? null : request.scope();
    var part =
        new StorePart(
            ofTheirs(caller, entityId), scope == null ? StorePart.ALL.scopes() : Set.copyOf(scope));
    return audit.run(false, part, caller.subject());
  }

  /** An auditor of one entity may not ask about everything, nor about another. */
  private static @Nullable UUID ofTheirs(Caller caller, @Nullable UUID entityId) {
    var own = caller.confinedTo();
    if (own != null && !own.equals(entityId)) {
      throw ProblemException.forbidden();
    }
    return entityId;
  }

  @Operation(
      summary = "Verify, and replace what differs by what the events say",
      description =
          "Agent by agent, each under its own lock: nothing that is written meanwhile is lost."
              + " Ledger entries that are missing are added again; changed ones are evidence and"
              + " stay.")
  @PostMapping("/rebuild")
  @Allow(Role.ADMIN)
  VerifyReport rebuild(Caller caller) {
    return audit.run(true, REBUILT, caller.subject());
  }

  @Operation(
      summary = "Show how far the latest verification or rebuild is, or how it ended",
      description = "With entity_id the latest one of that entity alone.")
  @GetMapping("/verify")
  @Allow({Role.ADMIN, Role.AUDITOR})
  AuditRun latest(
      @RequestParam(name = "entity_id", required = false) @Nullable UUID entityId, Caller caller) {
    return latest(ofTheirs(caller, entityId));
  }

  private AuditRun latest(@Nullable UUID entityId) {
    return runs.latest(entityId).orElseThrow(() -> ProblemException.notFound("run", "yet"));
  }

  @Operation(summary = "End the verification or rebuild that is under way")
  @DeleteMapping("/verify")
  @Allow(Role.ADMIN)
  AuditRun cancel() {
    if (!runs.cancel()) {
      throw ProblemException.conflict("No verification and no rebuild is under way.");
    }
    return latest(null);
  }
}

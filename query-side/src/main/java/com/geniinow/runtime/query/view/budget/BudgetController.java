package com.geniinow.runtime.query.view.budget;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Shows budgets. */
@RestController
@Tag(name = "budgets")
public class BudgetController {
  private static final BudgetReads PRESENT = new BudgetReads("", Map.of());

  private final CallerReads reads;
  private final Clock clock;

  BudgetController(CallerReads reads, Clock clock) {
    this.reads = reads;
    this.clock = clock;
  }

  @Operation(summary = "Show what all agents of the platform may use together, and have")
  @GetMapping("/api/budgets/platform")
  @Allow(
      value = {ADMIN, AUDITOR},
      scope = Scope.STORE)
  BudgetView platform(Caller caller) {
    return get(Ids.PLATFORM, caller);
  }

  @Operation(summary = "Show what the agents of an entity may use together, and have")
  @GetMapping("/api/budgets/entities/{entity_id}")
  @Allow({ADMIN, FOUNDER, AUDITOR})
  BudgetView entity(@PathVariable("entity_id") UUID entityId, Caller caller) {
    Known.ownEntity(caller, entityId);
    return get(anEntity(entityId), caller);
  }

  /**
   * An entity's id, which the platform's own is not.
   *
   * @throws ProblemException 404 for the platform's
   */
  public static UUID anEntity(UUID entityId) {
    if (entityId.equals(Ids.PLATFORM)) {
      throw ProblemException.notFound("entity", entityId);
    }
    return entityId;
  }

  /**
   * A budget; without limits where none was ever set.
   *
   * @throws ProblemException 404 for an entity that has neither a budget nor agents
   */
  public BudgetView get(UUID entityId, Caller caller) {
    var now = clock.instant();
    return reads.as(caller, jdbc -> PRESENT.read(jdbc, entityId, now));
  }
}

package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.quota.RaiseRequest;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.query.view.Views;
import com.geniinow.runtime.query.view.budget.BudgetController;
import com.geniinow.runtime.query.view.budget.BudgetView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Sets what agents may use together. */
@RestController
@Tag(name = "budgets")
class BudgetActController {
  private static final String HOW =
      "What is left out stays as it is, null takes a limit away. It counts what was used and is held"
          + " already, and is in force for every reservation after the answer.";

  private final AgentLine line;
  private final Now now;
  private final Supplier<UUID> ids;
  private final Views views;

  BudgetActController(AgentLine line, Now now, Supplier<UUID> ids, Views views) {
    this.line = line;
    this.now = now;
    this.ids = ids;
    this.views = views;
  }

  @Operation(summary = "Limit what all agents of the platform use together", description = HOW)
  @PutMapping("/api/budgets/platform")
  @Allow(Role.ADMIN)
  BudgetView setPlatform(@Valid @RequestBody BudgetRequest request, Caller caller) {
    return set(Ids.PLATFORM, request, caller);
  }

  @Operation(summary = "Limit what the agents of an entity use together", description = HOW)
  @PutMapping("/api/budgets/entities/{entity_id}")
  @Allow(Role.ADMIN)
  BudgetView setEntity(
      @PathVariable("entity_id") UUID entityId,
      @Valid @RequestBody BudgetRequest request,
      Caller caller) {
    return set(BudgetController.anEntity(entityId), request, caller);
  }

  private BudgetView set(UUID entityId, BudgetRequest request, Caller caller) {
    line.send(request.of(entityId, caller.subject(), now.get()));
    return views.budget(entityId);
  }

  @Operation(summary = "Raise the platform's limits for a while")
  @PostMapping("/api/budgets/platform/raise")
  @Allow(Role.ADMIN)
  BudgetView raisePlatform(@Valid @RequestBody RaiseRequest request, Caller caller) {
    return raise(Ids.PLATFORM, request, caller);
  }

  @Operation(summary = "Raise an entity's limits for a while")
  @PostMapping("/api/budgets/entities/{entity_id}/raise")
  @Allow(Role.ADMIN)
  BudgetView raiseEntity(
      @PathVariable("entity_id") UUID entityId,
      @Valid @RequestBody RaiseRequest request,
      Caller caller) {
    return raise(BudgetController.anEntity(entityId), request, caller);
  }

  private BudgetView raise(UUID entityId, RaiseRequest request, Caller caller) {
    var at = now.get();
    line.send(
        new RaiseBudget(
            entityId, ids.get(), request.raise(at), request.reason(), caller.subject(), at));
    return views.budget(entityId);
  }
}

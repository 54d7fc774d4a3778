package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.web.PlainLine;
import com.geniinow.runtime.query.view.Views;
import com.geniinow.runtime.query.view.budget.BudgetController;
import com.geniinow.runtime.query.view.budget.LegalHoldView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Keeps what an entity's agents hold from being erased. */
@RestController
@RequestMapping("/api/entities/{entity_id}/legal-hold")
@Tag(name = "erasure")
class LegalHoldController {
  private final AgentLine line;
  private final Now now;
  private final Views views;

  LegalHoldController(AgentLine line, Now now, Views views) {
    this.line = line;
    this.now = now;
    this.views = views;
  }

  @Operation(
      summary = "Keep the agents of an entity from being erased",
      description =
          "It is in the ledger of the entity's budget; an entity without one gets one that limits"
              + " nothing, and stays when the hold is released. An erasure that is under way rests"
              + " until the hold is released. Asked twice, the first hold is answered.")
  @PostMapping
  @Allow(Role.ADMIN)
  LegalHoldView set(
      @PathVariable("entity_id") UUID entityId,
      @Valid @RequestBody LegalHoldReason why,
      Caller caller) {
    var entity = BudgetController.anEntity(entityId);
    line.send(new SetLegalHold(entity, why.reason(), caller.subject(), now.get()));
    return views.legalHold(entity);
  }

  @Operation(summary = "Let the agents of an entity be erased again")
  @ApiResponse(responseCode = "204", description = "There is no hold any more")
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Allow(Role.ADMIN)
  void release(
      @PathVariable("entity_id") UUID entityId,
      @RequestParam(required = false)
          @Nullable @Size(max = 500) @PlainLine
          @Pattern(regexp = ".*\\S.*") String reason,
      Caller caller) {
    var entity = BudgetController.anEntity(entityId);
    line.send(new ReleaseLegalHold(entity, reason, caller.subject(), now.get()));
  }

  /** Why nothing may be erased. */
  record LegalHoldReason(@NotBlank @Size(max = 500) @PlainLine String reason) {}
}

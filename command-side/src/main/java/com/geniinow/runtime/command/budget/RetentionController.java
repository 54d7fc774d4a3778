package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.query.view.Views;
import com.geniinow.runtime.query.view.budget.BudgetController;
import com.geniinow.runtime.query.view.budget.RetentionView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Says how long what an entity's tasks say is kept. */
@RestController
@RequestMapping("/api/entities/{entity_id}/retention")
@Tag(name = "erasure")
class RetentionController {
  private final AgentLine line;
  private final Now now;
  private final Views views;

  RetentionController(AgentLine line, Now now, Views views) {
    this.line = line;
    this.now = now;
    this.views = views;
  }

  @Operation(
      summary = "Say how long what the tasks of an entity's agents say is kept",
      description =
          "Payloads, results, errors, labels and reasons of a day (UTC) all of whose tasks have"
              + " ended read null for ever once the day is over for more days than that. It goes"
              + " before the runtime's own setting, and is in the ledger of the entity's budget."
              + " Fewer than 183 days are less than Article 19 of the EU AI Act asks for. A legal"
              + " hold stops it.")
  @PutMapping
  @Allow(Role.ADMIN)
  RetentionView set(
      @PathVariable("entity_id") UUID entityId,
      @Valid @RequestBody RetentionRequest request,
      Caller caller) {
    var entity = BudgetController.anEntity(entityId);
    line.send(new SetRetention(entity, request.retentionDays(), caller.subject(), now.get()));
    return views.retention(entity);
  }

  @Operation(
      summary = "Let the runtime's setting say how long what an entity's tasks say is kept",
      description = "What is erased stays so. 404 where the entity says nothing of it.")
  @ApiResponse(responseCode = "204", description = "The entity says nothing of it any more")
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Allow(Role.ADMIN)
  void forget(@PathVariable("entity_id") UUID entityId, Caller caller) {
    var entity = BudgetController.anEntity(entityId);
    line.send(new SetRetention(entity, null, caller.subject(), now.get()));
  }

  /** For how many days. */
  record RetentionRequest(@NotNull @Min(1) @Max(SetRetention.MOST) Integer retentionDays) {}
}

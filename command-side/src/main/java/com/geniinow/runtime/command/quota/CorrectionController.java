package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.line.RequestHash;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.query.view.Views;
import com.geniinow.runtime.query.view.quota.UsageView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;

/** Corrects what was counted. */
@RestController
@Tag(name = "quota")
class CorrectionController {
  private final AgentLine line;
  private final Now now;
  private final Supplier<UUID> ids;
  private final Views views;

  CorrectionController(AgentLine line, Now now, Supplier<UUID> ids, Views views) {
    this.line = line;
    this.now = now;
    this.ids = ids;
    this.views = views;
  }

  @Operation(
      summary = "Correct what was counted of an agent's use, up or down",
      description =
          "A usage row and a ledger entry of its own. No total falls below 0, of the month or of the"
              + " task; upwards it may pass a limit, and nothing is admitted then. The same key"
              + " within 24 h answers the first correction.")
  @ApiResponse(responseCode = "201", description = "Corrected")
  @ApiResponse(responseCode = "200", description = "The same request was made before")
  @PostMapping("/api/agents/{id}/quota/corrections")
  @Allow(value = Role.ADMIN, scope = Scope.AGENT)
  ResponseEntity<UsageView> correct(
      @PathVariable UUID id,
      @Valid @RequestBody CorrectionRequest request,
      @RequestHeader(name = "Idempotency-Key", required = false) @Size(min = 1, max = 200) @Nullable String header,
      Caller caller) {
    var key = request.idempotencyKey() == null ? header : request.idempotencyKey();
    if (header != null && !header.equals(key)) {
      throw ProblemException.invalidField("idempotency_key", "differs from the header's");
    }
    var at = now.get();
    var made =
        line.send(
            new CorrectUsage(
                id,
                request.correction(ids.get(), at),
                key,
                key == null ? RequestHash.NONE : hash(request),
                caller.subject(),
                at));
    var view = views.usage(made.correctionId());
    return made.replayed()
        ? ResponseEntity.ok().header(IdempotencyKeyTable.REPLAYED, "true").body(view)
        : ResponseEntity.status(HttpStatus.CREATED).body(view);
  }

  private static RequestHash hash(CorrectionRequest request) {
    var all = JsonNodeFactory.instance.objectNode();
    all.put("period", request.period());
    all.put("tokens", request.tokens());
    all.put("cost_usd", request.costUsd());
    all.put("task_id", Objects.toString(request.taskId(), null));
    all.put("reason", request.reason());
    return RequestHash.of(all, all.toString());
  }
}

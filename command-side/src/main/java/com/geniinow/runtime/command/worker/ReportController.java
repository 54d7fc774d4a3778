package com.geniinow.runtime.command.worker;

import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.ListsDocuments;
import com.geniinow.runtime.platform.web.Quoting;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Where the ends of attempts are reported. */
@RestController
class ReportController {
  private static final String REPORT =
      "Each item stands alone and is answered in its place: one that is no report 400, of a task"
          + " that isn't there 404, of an attempt that no longer counts 409 stale_attempt, one that"
          + " is repeated word for word 409 already_recorded. 8 MiB together.";

  private final Reports reports;

  ReportController(Reports reports) {
    this.reports = reports;
  }

  @Operation(summary = "Report how attempts ended", description = REPORT)
  @PostMapping("/internal/results")
  @Allow(Role.WORKER)
  @Tag(name = "internal")
  ReportAnswers any(@Valid @RequestBody ReportRequest request) {
    return new ReportAnswers(reports.record(request.items(), null));
  }

  @Operation(summary = "Report how attempts ended that the agent claimed", description = REPORT)
  @PostMapping("/api/agents/{id}/results")
  @Allow(value = Role.AGENT, scope = Scope.AGENT)
  @Tag(name = "tasks")
  ReportAnswers own(@PathVariable UUID id, @Valid @RequestBody ReportRequest request) {
    return new ReportAnswers(reports.record(request.items(), id));
  }

  /** Reports; each is read alone. */
  @Quoting
  @ListsDocuments
  record ReportRequest(
      @ArraySchema(schema = @Schema(implementation = ReportItem.class))
          @NotNull @Size(min = 1, max = ClaimRequest.MOST) List<JsonNode> items) {}

  /** What became of each, in their order. */
  record ReportAnswers(List<Reports.ReportAnswer> items) {}
}

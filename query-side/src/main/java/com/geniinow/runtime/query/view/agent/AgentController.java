package com.geniinow.runtime.query.view.agent;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.events.agent.AgentStatus;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Listing;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows agents. */
@RestController
@RequestMapping("/api/agents")
@Tag(name = "agents")
public class AgentController {
  private final CallerReads reads;

  AgentController(CallerReads reads) {
    this.reads = reads;
  }

  @Operation(summary = "List the agents the caller may see, oldest first")
  @GetMapping
  @Allow({ADMIN, FOUNDER, AGENT})
  Page<AgentView> list(
      @RequestParam(name = "entity_id", required = false) @Nullable UUID entityId,
      @Parameter(
              example = "active",
              schema = @Schema(allowableValues = {"active", "suspended", "terminated"}))
          @RequestParam(required = false)
          @Nullable String status,
      PageQuery page,
      Caller caller) {
    if (status != null && !AgentStatus.wires().contains(status)) {
      throw ProblemException.invalidField(
          "status", "must be one of " + String.join(", ", AgentStatus.wires()));
    }
    var listing =
        new Listing(AgentView.SELECT + "WHERE true", "a.created_at", "a.agent_id")
            .and("a.entity_id = ?", entityId)
            .and("a.status = ?", status);
    return reads.as(
        caller,
        jdbc ->
            listing.read(
                jdbc, page, AgentView::of, a -> new Cursor.TimeAndId(a.createdAt(), a.agentId())));
  }

  @Operation(summary = "Show an agent")
  @GetMapping("/{id}")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT},
      scope = Scope.AGENT)
  public AgentView get(@PathVariable UUID id, Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(AgentView.SELECT + "WHERE a.agent_id = ?")
                .param(id)
                .query(AgentView::of)
                .optional()
                .orElseThrow(() -> ProblemException.notFound("agent", id)));
  }
}

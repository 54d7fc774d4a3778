package com.geniinow.runtime.query.view.agent;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
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
import com.geniinow.runtime.query.view.quota.QuotaView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
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
  private final Clock clock;

  AgentController(CallerReads reads, Clock clock) {
    this.reads = reads;
    this.clock = clock;
  }

  @Operation(
      summary = "List the agents the caller may see, oldest first",
      description =
          "Each with what it does and spends: this month as its quota shows it, and since midnight,"
              + " UTC, what was recorded. At most 1,000 of its dead letters are counted.")
  @GetMapping
  @Allow({ADMIN, FOUNDER, AGENT, AUDITOR})
  Page<AgentItem> list(
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
    var today = today();
    var listing =
        new Listing(AgentItem.SELECT + "WHERE true", "a.created_at", "a.agent_id")
            .with(today)
            .with(today)
            .and("a.entity_id = ?", entityId)
            .and("a.status = ?", status);
    return reads.as(
        caller,
        jdbc -> {
          var read =
              listing.read(
                  jdbc, page, AgentItem::of, a -> new Cursor.TimeAndId(a.createdAt(), a.agentId()));
          return new Page<>(withMonths(jdbc, read.items()), read.nextCursor());
        });
  }

  /** With their quotas, as they are by our clock. */
  private List<AgentItem> withMonths(JdbcClient jdbc, List<AgentItem> agents) {
    var now = clock.instant();
    Map<UUID, AgentMonth> months = new HashMap<>();
    jdbc.sql(QuotaView.SELECT_ALL + "WHERE q.agent_id = ANY (?::uuid[])")
        .param(new SqlArrayValue("uuid", agents.stream().map(AgentItem::agentId).toArray()))
        .query((row, n) -> QuotaView.of(row, now))
        .list()
        .forEach(quota -> months.put(quota.agentId(), AgentMonth.of(quota)));
    return agents.stream().map(agent -> agent.with(months.get(agent.agentId()))).toList();
  }

  private OffsetDateTime today() {
    return clock.instant().truncatedTo(ChronoUnit.DAYS).atOffset(ZoneOffset.UTC);
  }

  @Operation(summary = "Show an agent")
  @GetMapping("/{id}")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.AGENT)
  AgentItem show(@PathVariable UUID id, Caller caller) {
    var today = today();
    return reads.as(
        caller,
        jdbc ->
            withMonths(
                    jdbc,
                    jdbc.sql(AgentItem.SELECT + "WHERE a.agent_id = ?")
                        .params(today, today, id)
                        .query(AgentItem::of)
                        .list())
                .stream()
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("agent", id)));
  }

  /** What a change of it is answered with. */
  public AgentView get(UUID id, Caller caller) {
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

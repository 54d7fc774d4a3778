package com.geniinow.runtime.query.view.quota;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.query.view.access.CallerReads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Shows quotas. */
@RestController
@Tag(name = "quota")
public class QuotaController {
  private final CallerReads reads;
  private final Clock clock;
  private final JsonMapper json;
  private final ObjectProvider<QuotaDisplay> display;
  private final Levels levels;
  private final MemoryFigureReads memories;

  QuotaController(
      CallerReads reads,
      Clock clock,
      JsonMapper json,
      ObjectProvider<QuotaDisplay> display,
      Levels levels,
      MemoryFigureReads memories) {
    this.reads = reads;
    this.clock = clock;
    this.json = json;
    this.display = display;
    this.levels = levels;
    this.memories = memories;
  }

  @Operation(
      summary =
          "Show what an agent may use, has reserved and has used this month and today, at all levels")
  @GetMapping("/api/agents/{id}/quota")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.AGENT)
  public QuotaView get(@PathVariable UUID id, Caller caller) {
    return whole(kept(id, caller), caller);
  }

  private QuotaView whole(QuotaView view, Caller caller) {
    return view.with(levels.of(view, caller)).with(memories.of(view.agentId(), caller));
  }

  private QuotaView kept(UUID id, Caller caller) {
    var kept = display.getIfAvailable();
    if (kept == null) {
      return row(id, caller);
    }
    var text = kept.read(id, () -> json.writeValueAsString(row(id, caller)));
    var view = shown(text, id);
    if (view == null) {
      kept.changed(id);
    }
    return view != null && clock.instant().isBefore(view.isSoUntil()) ? view : row(id, caller);
  }

  /** Redis may hold anything: what is no quota of this agent was not kept by us. */
  private @Nullable QuotaView shown(String text, UUID id) {
    try {
      var view = json.readValue(text, QuotaView.class);
      return view != null && view.isWhole() && view.agentId().equals(id) ? view : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  /** As it is in the tables. */
  public QuotaView read(UUID id, Caller caller) {
    return whole(row(id, caller), caller);
  }

  private QuotaView row(UUID id, Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(QuotaView.SELECT)
                .param(id)
                .query((row, n) -> QuotaView.of(row, clock.instant()))
                .optional()
                .orElseThrow(() -> ProblemException.notFound("agent", id)));
  }
}

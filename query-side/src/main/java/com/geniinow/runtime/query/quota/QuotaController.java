package com.geniinow.runtime.query.quota;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.query.access.CallerReads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Shows quotas. */
@RestController
@Tag(name = "quota")
public class QuotaController {
  private final CallerReads reads;
  private final Clock clock;

  QuotaController(CallerReads reads, Clock clock) {
    this.reads = reads;
    this.clock = clock;
  }

  @Operation(summary = "Show what an agent may use, has reserved and has used this month")
  @GetMapping("/api/agents/{id}/quota")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT},
      scope = Scope.AGENT)
  public QuotaView get(@PathVariable UUID id, Caller caller) {
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

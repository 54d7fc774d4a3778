package com.geniinow.runtime.query.view.quota;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows what was used over time. */
@RestController
@Tag(name = "quota")
class UsageSeriesController {
  private final CallerReads reads;
  private final Clock clock;

  UsageSeriesController(CallerReads reads, Clock clock) {
    this.reads = reads;
    this.clock = clock;
  }

  @Operation(
      summary = "Add up what was used by hour or day, and by model or agent",
      description =
          "An administrator sees all agents', a founder those of its entity. Hours and days are"
              + " UTC's and whole: from and to are widened to them, 744 hours or 732 days at most."
              + " Left out, it is the 30 days or 24 hours up to now. A use counts when it was"
              + " recorded, and so does a correction. The 20 dearest models or agents are told"
              + " apart, the rest is one with others.")
  @GetMapping("/api/usage")
  @Allow({ADMIN, AUDITOR, FOUNDER})
  UsageSeries series(
      @RequestParam(name = "entity_id", required = false) @Nullable UUID entityId,
      @RequestParam(name = "agent_id", required = false) @Nullable UUID agentId,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {"hour", "day"},
                      defaultValue = "day"))
          @RequestParam(required = false)
          @Nullable String bucket,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {"model", "agent"},
                      defaultValue = "model"))
          @RequestParam(required = false)
          @Nullable String by,
      Caller caller) {
    if (by != null && !by.equals("model") && !by.equals("agent")) {
      throw ProblemException.invalidField("by", "must be model or agent");
    }
    var range = UsageRange.of(bucket, from, to, clock.instant());
    var entity = Known.entityOf(caller, entityId);
    return reads.as(
        caller,
        jdbc -> {
          Known.agentOf(jdbc, caller, agentId, entityId);
          return new UsageReads(jdbc, range, "agent".equals(by), agentId, entity).read();
        });
  }
}

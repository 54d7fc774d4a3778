package com.geniinow.runtime.query.view.memory;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.platform.web.PathKey;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows memories, each to the moment it expires. */
@RestController
@RequestMapping("/api/agents/{id}/memories")
@Tag(name = "memory")
public class MemoryController {
  private final CallerReads reads;
  private final Clock clock;

  MemoryController(CallerReads reads, Clock clock) {
    this.reads = reads;
    this.clock = clock;
  }

  @Operation(
      summary = "List an agent's memories, newest first",
      description =
          "Superseded ones, too: those that have a valid_to. filter is a JSON object as in a"
              + " search; from is inclusive, to is exclusive. A cursor is good under the same"
              + " filters and order alone.")
  @GetMapping
  @Allow(
      value = {AGENT, AUDITOR, FOUNDER, ADMIN},
      scope = Scope.AGENT)
  Page<MemoryView> list(
      @PathVariable UUID id,
      @RequestParam(required = false) @Nullable String filter,
      @RequestParam(required = false) @Nullable String key,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {"asc", "desc"},
                      defaultValue = "desc"))
          @RequestParam(required = false)
          @Nullable String order,
      PageQuery page,
      Caller caller) {
    var listing =
        new MemoryListing(
            id,
            filter == null ? null : MemoryFilter.parse("filter", filter),
            key == null ? null : PathKey.checked("key", key),
            from,
            to,
            order);
    return reads.as(
        caller,
        jdbc -> {
          Known.agent(jdbc, id);
          return listing.read(jdbc, page, clock.instant());
        });
  }

  @Operation(summary = "Show a memory")
  @GetMapping("/{memory_id}")
  @Allow(
      value = {AGENT, AUDITOR, FOUNDER, ADMIN},
      scope = Scope.AGENT)
  public MemoryView get(
      @PathVariable UUID id, @PathVariable("memory_id") UUID memoryId, Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(
                    MemoryView.SELECT
                        + "WHERE m.agent_id = ? AND m.memory_id = ? AND "
                        + MemoryView.KEPT)
                .param(id)
                .param(memoryId)
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .query(MemoryView::of)
                .optional()
                .orElseThrow(() -> ProblemException.notFound("memory", memoryId)));
  }
}

package com.geniinow.runtime.query.view.schedule;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import com.geniinow.runtime.query.view.access.Listing;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows schedules. */
@RestController
@RequestMapping("/api/agents/{id}/schedules")
@Tag(name = "schedules")
public class ScheduleListController {
  private static final String OF_AGENT = ScheduleView.SELECT + "WHERE s.agent_id = ?";

  private final CallerReads reads;

  ScheduleListController(CallerReads reads) {
    this.reads = reads;
  }

  @Operation(
      summary = "List an agent's schedules, oldest first",
      description = "Each with the next five runs; without those that were deleted.")
  @GetMapping
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.AGENT)
  Page<ScheduleView> list(@PathVariable UUID id, PageQuery page, Caller caller) {
    var listing = new Listing(OF_AGENT, "s.created_at", "s.schedule_id").with(id);
    return reads.as(
        caller,
        jdbc -> {
          Known.agent(jdbc, id);
          return listing.read(
              jdbc,
              page,
              ScheduleView::of,
              s -> new Cursor.TimeAndId(s.createdAt(), s.scheduleId()));
        });
  }

  /**
   * A schedule.
   *
   * @throws ProblemException 404
   */
  @Operation(summary = "Show a schedule with its next five runs")
  @GetMapping("/{schedule_id}")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.AGENT)
  public ScheduleView get(
      @PathVariable("id") UUID agentId,
      @PathVariable("schedule_id") UUID scheduleId,
      Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(OF_AGENT + " AND s.schedule_id = ?")
                .param(agentId)
                .param(scheduleId)
                .query(ScheduleView::of)
                .optional()
                .orElseThrow(() -> ProblemException.notFound("schedule", scheduleId)));
  }
}

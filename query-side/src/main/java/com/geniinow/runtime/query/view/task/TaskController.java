package com.geniinow.runtime.query.view.task;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.CallerCheck;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.ClientConnection;
import com.geniinow.runtime.platform.web.LabelQuery;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows tasks. */
@RestController
@Tag(name = "tasks")
public class TaskController {
  private static final String FILTERED =
      "Without their payloads and results. The newest come first, unless order is asc. All filters"
          + " that are given must fit; label.k stands for as many labels as are asked for, each"
          + " with its own name in the place of k. A cursor is good under the same order and"
          + " filters alone.";

  private static final int LONGEST_WAIT = 60; // seconds

  private final CallerReads reads;
  private final TaskWaits waits;
  private final CallerCheck callers;

  TaskController(CallerReads reads, TaskWaits waits, CallerCheck callers) {
    this.reads = reads;
    this.waits = waits;
    this.callers = callers;
  }

  @Operation(
      summary = "Show a task, at once or when it has ended",
      description =
          "With wait_seconds the answer comes when the task has ended, or as it is after that time."
              + " At most 100 requests wait for tasks of one agent in a process; more are 429.")
  @GetMapping("/api/tasks/{id}")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.TASK)
  TaskView get(
      @PathVariable UUID id,
      @Parameter(
              schema =
                  @Schema(
                      type = "integer",
                      minimum = "0",
                      maximum = "" + LONGEST_WAIT,
                      defaultValue = "0"))
          @RequestParam(name = "wait_seconds", defaultValue = "0")
          int waitSeconds,
      Caller caller,
      HttpServletRequest request) {
    return get(id, waitSeconds, caller, () -> ClientConnection.of(request).isGone());
  }

  TaskView get(UUID id, int waitSeconds, Caller caller, BooleanSupplier isGone) {
    if (waitSeconds < 0 || waitSeconds > LONGEST_WAIT) {
      throw ProblemException.invalidField("wait_seconds", "must be between 0 and " + LONGEST_WAIT);
    }
    var task = get(id, caller);
    if (waitSeconds == 0 || !task.status().isLiving()) {
      return task;
    }
    try (var waiting = waits.begin(task.agentId(), id)) {
      // What was committed before it listened.
      var now = get(id, caller);
      if (!now.status().isLiving()) {
        return now;
      }
      waiting.await(Duration.ofSeconds(waitSeconds), isGone);
    }
    callers.mustStillBeGood(caller);
    return get(id, caller);
  }

  /** As it is now. */
  public TaskView get(UUID id, Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(TaskView.SELECT + "WHERE t.task_id = ?")
                .param(id)
                .query(TaskView::of)
                .optional()
                .map(task -> ProgressReads.with(jdbc, task))
                .orElseThrow(() -> ProblemException.notFound("task", id)));
  }

  @Operation(summary = "List an agent's tasks, newest first", description = FILTERED)
  @GetMapping("/api/agents/{id}/tasks")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.AGENT)
  Page<TaskItem> list(
      @PathVariable UUID id,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {
                        "scheduled",
                        "awaiting_approval",
                        "queued",
                        "running",
                        "retrying",
                        "completed",
                        "dead_lettered",
                        "cancelled",
                        "expired",
                        "denied"
                      }))
          @RequestParam(required = false)
          @Nullable String status,
      @RequestParam(required = false) @Nullable String type,
      @Parameter(description = "Only those of this model", example = "gpt-4o-mini")
          @RequestParam(required = false)
          @Nullable String model,
      @Parameter(
              name = "label.k",
              in = ParameterIn.QUERY,
              schema = @Schema(type = "string", maxLength = LabelQuery.LONGEST_VALUE))
          @Nullable LabelQuery labels,
      @RequestParam(name = "created_from", required = false) @Nullable Instant createdFrom,
      @RequestParam(name = "created_to", required = false) @Nullable Instant createdTo,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {
                        "not_retryable",
                        "retries_exhausted",
                        "quota_exceeded",
                        "task_budget_exceeded"
                      }))
          @RequestParam(name = "failure_reason", required = false)
          @Nullable String failureReason,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {"asc", "desc"},
                      defaultValue = "desc"))
          @RequestParam(required = false)
          @Nullable String order,
      PageQuery page,
      Caller caller) {
    return list(
        id,
        new TaskFilter(
            status, type, model, given(labels), createdFrom, createdTo, failureReason, order),
        page,
        caller);
  }

  Page<TaskItem> list(UUID agentId, TaskFilter filter, PageQuery page, Caller caller) {
    return reads.as(
        caller,
        jdbc -> {
          Known.agent(jdbc, agentId);
          return TaskListing.of(agentId, null, filter).read(jdbc, page);
        });
  }

  @Operation(
      summary = "List the tasks of all agents, newest first",
      description = "A founder's are those of its entity. " + FILTERED)
  @GetMapping("/api/tasks")
  @Allow({ADMIN, FOUNDER, AUDITOR})
  Page<TaskItem> listAll(
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {
                        "scheduled",
                        "awaiting_approval",
                        "queued",
                        "running",
                        "retrying",
                        "completed",
                        "dead_lettered",
                        "cancelled",
                        "expired",
                        "denied"
                      }))
          @RequestParam(required = false)
          @Nullable String status,
      @RequestParam(required = false) @Nullable String type,
      @Parameter(description = "Only those of this model", example = "gpt-4o-mini")
          @RequestParam(required = false)
          @Nullable String model,
      @Parameter(
              name = "label.k",
              in = ParameterIn.QUERY,
              schema = @Schema(type = "string", maxLength = LabelQuery.LONGEST_VALUE))
          @Nullable LabelQuery labels,
      @RequestParam(name = "created_from", required = false) @Nullable Instant createdFrom,
      @RequestParam(name = "created_to", required = false) @Nullable Instant createdTo,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {
                        "not_retryable",
                        "retries_exhausted",
                        "quota_exceeded",
                        "task_budget_exceeded"
                      }))
          @RequestParam(name = "failure_reason", required = false)
          @Nullable String failureReason,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {"asc", "desc"},
                      defaultValue = "desc"))
          @RequestParam(required = false)
          @Nullable String order,
      PageQuery page,
      Caller caller) {
    return listAll(
        new TaskFilter(
            status, type, model, given(labels), createdFrom, createdTo, failureReason, order),
        page,
        caller);
  }

  Page<TaskItem> listAll(TaskFilter filter, PageQuery page, Caller caller) {
    return reads.as(
        caller, jdbc -> TaskListing.of(null, entityOf(caller), filter).read(jdbc, page));
  }

  @Operation(summary = "Count an agent's tasks by status")
  @GetMapping("/api/agents/{id}/tasks/counts")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.AGENT)
  TaskCounts counts(@PathVariable UUID id, Caller caller) {
    return reads.as(
        caller,
        jdbc -> {
          Known.agent(jdbc, id);
          return TaskCounts.read(jdbc, id, null);
        });
  }

  @Operation(
      summary = "Count the tasks of all agents by status",
      description = "A founder's are those of its entity.")
  @GetMapping("/api/tasks/counts")
  @Allow({ADMIN, FOUNDER, AUDITOR})
  TaskCounts countAll(Caller caller) {
    return reads.as(caller, jdbc -> TaskCounts.read(jdbc, null, entityOf(caller)));
  }

  /** Row-level security says the same; said here, too, it chooses an index. */
  private static @Nullable UUID entityOf(Caller caller) {
    return caller.confinedTo();
  }

  /** It is always there; a client need not name any. */
  private static Map<String, String> given(@Nullable LabelQuery labels) {
    return labels == null ? Map.of() : labels.labels();
  }
}

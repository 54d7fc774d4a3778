package com.geniinow.runtime.query.view.task;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.events.task.TaskState;
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
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows tasks. */
@RestController
@Tag(name = "tasks")
public class TaskController {
  private final CallerReads reads;

  TaskController(CallerReads reads) {
    this.reads = reads;
  }

  @Operation(summary = "Show a task")
  @GetMapping("/api/tasks/{id}")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT},
      scope = Scope.TASK)
  public TaskView get(@PathVariable UUID id, Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(TaskView.SELECT + "WHERE task_id = ?")
                .param(id)
                .query(TaskView::of)
                .optional()
                .orElseThrow(() -> ProblemException.notFound("task", id)));
  }

  @Operation(summary = "List an agent's tasks, oldest first")
  @GetMapping("/api/agents/{id}/tasks")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT},
      scope = Scope.AGENT)
  Page<TaskView> list(
      @PathVariable UUID id,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {
                        "queued",
                        "running",
                        "retrying",
                        "completed",
                        "dead_lettered",
                        "cancelled"
                      }))
          @RequestParam(required = false)
          @Nullable String status,
      PageQuery page,
      Caller caller) {
    if (status != null && !TaskState.wires().contains(status)) {
      throw ProblemException.invalidField(
          "status", "must be one of " + String.join(", ", TaskState.wires()));
    }
    var listing =
        new Listing(TaskView.SELECT + "WHERE agent_id = ?", "created_at", "task_id")
            .with(id)
            .and("status = ?", status);
    return reads.as(
        caller,
        jdbc -> {
          Known.agent(jdbc, id);
          return listing.read(
              jdbc, page, TaskView::of, t -> new Cursor.TimeAndId(t.createdAt(), t.taskId()));
        });
  }
}

package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.quota.Refusals;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Ownership;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.query.view.Views;
import com.geniinow.runtime.query.view.task.TaskView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Cancels and redrives a task. */
@RestController
@RequestMapping("/api/tasks/{id}")
@Tag(name = "tasks")
class TaskActionsController {
  private final AgentLine line;
  private final Now now;
  private final Ownership ownership;
  private final Views views;
  private final Refusals refusals;

  TaskActionsController(
      AgentLine line, Now now, Ownership ownership, Views views, Refusals refusals) {
    this.line = line;
    this.now = now;
    this.ownership = ownership;
    this.views = views;
    this.refusals = refusals;
  }

  @Operation(summary = "Withdraw an open or scheduled task; 409 when it has ended already")
  @PostMapping("/cancel")
  @Allow(
      value = {Role.AGENT, Role.ADMIN},
      scope = Scope.TASK)
  TaskView cancel(@PathVariable UUID id, Caller caller) {
    line.send(new CancelTask(agentOf(id), id, "cancelled", caller.subject(), now.get()));
    return views.task(id);
  }

  @Operation(
      summary = "Queue a dead-lettered task again, with a new retry budget",
      description =
          "409 payload_erased where what it was given is not kept any longer, for the retention of"
              + " its agent's entity; agent_not_active where its agent is suspended or terminated,"
              + " erased ones among these.")
  @PostMapping("/redrive")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Allow(value = Role.ADMIN, scope = Scope.TASK)
  TaskView redrive(@PathVariable UUID id, Caller caller) {
    return switch (line.send(new RedriveTask(agentOf(id), id, caller.subject(), now.get()))) {
      case RedriveResult.Redriven redriven -> views.task(id);
      case RedriveResult.OverQuota refused ->
          throw refusals.problem(refused.why(), refused.quotaSequence());
      case RedriveResult.QueueFull full ->
          throw ProblemException.queueFull(Agent.MAX_OPEN_TASKS, Duration.ofSeconds(1));
    };
  }

  private UUID agentOf(UUID taskId) {
    return ownership
        .ownerOfTask(taskId)
        .orElseThrow(() -> ProblemException.notFound("task", taskId))
        .agentId();
  }
}

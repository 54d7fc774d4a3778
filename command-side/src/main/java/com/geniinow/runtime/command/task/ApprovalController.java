package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Decision;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Ownership;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.PlainLine;
import com.geniinow.runtime.query.view.Views;
import com.geniinow.runtime.query.view.task.TaskView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes what people decide about tasks: the one thing that a founder writes. */
@RestController
@RequestMapping("/api/tasks/{id}")
@Tag(name = "tasks")
class ApprovalController {
  private final AgentLine line;
  private final Now now;
  private final Ownership ownership;
  private final Views views;
  private final FastPath fastPath;

  ApprovalController(AgentLine line, Now now, Ownership ownership, Views views, FastPath fastPath) {
    this.line = line;
    this.now = now;
    this.ownership = ownership;
    this.views = views;
    this.fastPath = fastPath;
  }

  @Operation(
      summary = "Let a task run that awaits an approval; 409 once it is decided or too late",
      description =
          "It is queued, or scheduled where it has a time to run at. The SHA-256 says which payload"
              + " was looked at: any other is 409. Whoever submitted the task may not decide.")
  @PostMapping("/approve")
  @Allow(
      value = {Role.FOUNDER, Role.ADMIN},
      scope = Scope.TASK)
  TaskView approve(
      @PathVariable UUID id, @Valid @RequestBody DecisionRequest request, Caller caller) {
    var agentId = decide(id, true, request, caller);
    fastPath.tryNow(agentId, id, 1);
    return views.task(id);
  }

  @Operation(
      summary = "Deny a task that awaits an approval; 409 once it is decided or too late",
      description = "It ends, and what it held is given back. Else as its approval.")
  @PostMapping("/deny")
  @Allow(
      value = {Role.FOUNDER, Role.ADMIN},
      scope = Scope.TASK)
  TaskView deny(@PathVariable UUID id, @Valid @RequestBody DecisionRequest request, Caller caller) {
    decide(id, false, request, caller);
    return views.task(id);
  }

  private UUID decide(UUID id, boolean approved, DecisionRequest request, Caller caller) {
    var agentId =
        ownership
            .ownerOfTask(id)
            .orElseThrow(() -> ProblemException.notFound("task", id))
            .agentId();
    var sha256 = request.payloadSha256().toLowerCase(Locale.ROOT);
    var decision = new Decision(caller.subject(), request.reason(), sha256);
    line.send(new DecideTask(agentId, id, approved, decision, now.get()));
    return agentId;
  }

  /** The body of both. */
  record DecisionRequest(
      @Nullable @Size(min = 1, max = 1_000) @PlainLine String reason,
      @NotNull @Pattern(regexp = "[0-9a-fA-F]{64}") String payloadSha256) {}
}

package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.agent.AgentStatus;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.PlainLine;
import com.geniinow.runtime.query.view.Views;
import com.geniinow.runtime.query.view.agent.AgentView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Suspends, resumes and terminates agents. */
@RestController
@RequestMapping("/api/agents/{id}")
@Tag(name = "agents")
class LifecycleController {
  private final AgentLine line;
  private final Now now;
  private final Views views;

  LifecycleController(AgentLine line, Now now, Views views) {
    this.line = line;
    this.now = now;
    this.views = views;
  }

  @Operation(summary = "Take no submissions and let queued tasks wait")
  @PostMapping("/suspend")
  @Allow(value = Role.ADMIN, scope = Scope.AGENT)
  AgentView suspend(@PathVariable UUID id, @Valid @RequestBody Reason why, Caller caller) {
    return change(id, AgentStatus.SUSPENDED, why, caller);
  }

  @Operation(summary = "Let a suspended agent work again")
  @PostMapping("/resume")
  @Allow(value = Role.ADMIN, scope = Scope.AGENT)
  AgentView resume(@PathVariable UUID id, @Valid @RequestBody Reason why, Caller caller) {
    return change(id, AgentStatus.ACTIVE, why, caller);
  }

  @Operation(summary = "End an agent: its open tasks are cancelled, it can't be resumed")
  @PostMapping("/terminate")
  @Allow(value = Role.ADMIN, scope = Scope.AGENT)
  AgentView terminate(@PathVariable UUID id, @Valid @RequestBody Reason why, Caller caller) {
    return change(id, AgentStatus.TERMINATED, why, caller);
  }

  private AgentView change(UUID id, AgentStatus to, Reason why, Caller caller) {
    line.send(new ChangeStatus(id, to, why.reason(), caller.subject(), now.get()));
    return views.agent(id);
  }

  record Reason(@NotBlank @Size(max = 500) @PlainLine String reason) {}
}

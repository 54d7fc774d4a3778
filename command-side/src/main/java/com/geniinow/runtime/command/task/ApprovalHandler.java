package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.platform.web.CanonicalJson;
import com.geniinow.runtime.platform.web.Json;
import java.util.Locale;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What people decide about tasks that await an approval, also while their agent is suspended or a
 * brake stops them: such a task then waits.
 */
@Component
class ApprovalHandler {
  private static final JsonMapper JSON = Json.mapper();

  private final Agents agents;
  private final TaskTable tasks;

  ApprovalHandler(Agents agents, TaskTable tasks) {
    this.agents = agents;
    this.tasks = tasks;
  }

  @CommandHandler
  void handle(DecideTask c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var decision = c.decision();
    agent.execute(a -> a.mustAwaitApproval(c.taskId(), decision.by(), c.at()));
    if (!sha256(c.taskId()).equals(decision.payloadSha256().toLowerCase(Locale.ROOT))) {
      throw new Refusal.PayloadMismatch(c.taskId()).exception();
    }
    if (c.approved()) {
      agent.execute(a -> a.approve(c.taskId(), decision, c.at()));
    } else {
      agent.execute(a -> a.deny(c.taskId(), decision, c.at()));
      both.quota().execute(q -> q.release(c.taskId(), 1, "denied", c.at()));
    }
  }

  @CommandHandler
  boolean handle(DenyLateTask c) {
    var both = agents.withQuota(c);
    if (!both.agent().invoke(a -> a.denyLate(c.taskId(), c.at()))) {
      return false;
    }
    both.quota().execute(q -> q.release(c.taskId(), 1, "denied", c.at()));
    return true;
  }

  private String sha256(UUID taskId) {
    return CanonicalJson.sha256(JSON.readTree(tasks.read(taskId).payload().text()));
  }
}

package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.platform.problem.ProblemException;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** Provisioning: both aggregates in one unit of work, or neither. */
@Component
class ProvisionHandler {
  private final Repository<Agent> agents;
  private final Repository<Quota> quotas;

  ProvisionHandler(Repository<Agent> agents, Repository<Quota> quotas) {
    this.agents = agents;
    this.quotas = quotas;
  }

  @CommandHandler
  void handle(ProvisionAgent c) throws Exception {
    var entry = AgentEntry.current();
    if (entry != null && entry.agentVersion() >= 0) {
      throw ProblemException.conflict("Agent " + c.agentId() + " exists already.");
    }
    agents.newInstance(
        () -> new Agent(c.agentId(), c.entityId(), c.name(), c.metadata(), c.by(), c.at()));
    quotas.newInstance(() -> new Quota(c.agentId(), c.entityId(), c.limits(), c.policy(), c.at()));
  }
}

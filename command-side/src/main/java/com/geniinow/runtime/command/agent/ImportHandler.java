package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.refusal.Refusal;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** Import: an agent with both aggregates, or nothing; once, however often it is asked for. */
@Component
class ImportHandler {
  private final Repository<Agent> agents;
  private final Repository<Quota> quotas;

  ImportHandler(Repository<Agent> agents, Repository<Quota> quotas) {
    this.agents = agents;
    this.quotas = quotas;
  }

  @CommandHandler
  boolean handle(ImportAgent c) throws Exception {
    var entry = AgentEntry.current();
    if (entry != null && entry.agentVersion() >= 0) {
      if (!c.entityId().equals(entry.entityId())) {
        throw new Refusal.WrongState("Agent " + c.agentId() + " belongs to another entity.")
            .exception();
      }
      return false;
    }
    ProvisionHandler.mustBeOfAnEntity(c.entityId());
    agents.newInstance(
        () -> Agent.imported(c.agentId(), c.entityId(), c.name(), c.metadata(), c.by(), c.at()));
    quotas.newInstance(() -> new Quota(c.agentId(), c.entityId(), c.limits(), c.policy(), c.at()));
    return true;
  }
}

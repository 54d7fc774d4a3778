package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.quota.Quotas;
import com.geniinow.runtime.command.refusal.RefusedException;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** The one place that loads an Agent, and with it the way to its Quota. */
@Component
public class Agents {
  private final Repository<Agent> agents;
  private final Quotas quotas;

  Agents(Repository<Agent> agents, Quotas quotas) {
    this.agents = agents;
    this.quotas = quotas;
  }

  /**
   * The command's agent alone.
   *
   * @throws RefusedException when there is none
   */
  public Aggregate<Agent> of(AgentCommand<?> command) {
    var id = command.agentId().toString();
    AgentEntry.mustHave(id);
    return agents.load(id);
  }

  /**
   * The command's agent, and its quota when that is asked for.
   *
   * @throws RefusedException when there is none
   */
  public AgentAndQuota withQuota(AgentCommand<?> command) {
    return new AgentAndQuota(command.agentId(), of(command), quotas);
  }
}

package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.Ids;
import java.util.UUID;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/**
 * The one place that loads a Quota. A command that needs the Agent, too, asks for both together, so
 * that they are loaded in one order everywhere.
 */
@Component
public class Quotas {
  private final Repository<Quota> quotas;

  Quotas(Repository<Quota> quotas) {
    this.quotas = quotas;
  }

  /**
   * The quota of an agent; a unit of work loads it once, however often it is asked for.
   *
   * @throws RefusedException when there is none
   */
  public Aggregate<Quota> of(UUID agentId) {
    var id = Ids.quotaOf(agentId).toString();
    AgentEntry.mustHave(id);
    return quotas.load(id);
  }
}

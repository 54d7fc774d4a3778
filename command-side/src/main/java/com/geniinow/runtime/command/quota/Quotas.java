package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.Ids;
import java.util.UUID;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/**
 * The one place that loads a Quota, which then goes by the limits of all levels. A command that
 * needs the Agent, too, asks for both together, so that they are loaded in one order everywhere.
 */
@Component
public class Quotas {
  private final Repository<Quota> quotas;
  private final Levels levels;

  Quotas(Repository<Quota> quotas, Levels levels) {
    this.quotas = quotas;
    this.levels = levels;
  }

  /**
   * The quota of an agent; a unit of work loads it once, however often it is asked for.
   *
   * @throws RefusedException when there is none
   */
  public Aggregate<Quota> of(UUID agentId) {
    var id = Ids.quotaOf(agentId).toString();
    AgentEntry.mustHave(id);
    var quota = quotas.load(id);
    quota.execute(loaded -> loaded.under(levels));
    return quota;
  }
}

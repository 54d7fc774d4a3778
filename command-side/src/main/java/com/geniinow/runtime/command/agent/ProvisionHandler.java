package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.Ids;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** Provisioning: both aggregates in one unit of work, or neither. */
@Component
class ProvisionHandler {
  private final Repository<Agent> agents;
  private final Repository<Quota> quotas;

  private final IdempotencyKeyTable keys;

  ProvisionHandler(Repository<Agent> agents, Repository<Quota> quotas, IdempotencyKeyTable keys) {
    this.agents = agents;
    this.quotas = quotas;
    this.keys = keys;
  }

  /** Answers the first response when this is a repetition, else nothing. */
  @CommandHandler
  Optional<String> handle(ProvisionAgent c) throws Exception {
    if (c.idempotencyKey() != null) {
      var first = keys.find(c.entityId(), c.idempotencyKey(), c.requestHash(), c.at());
      if (first.isPresent()) {
        return first;
      }
    }
    var entry = AgentEntry.current();
    if (entry != null && entry.agentVersion() >= 0) {
      throw new Refusal.WrongState("Agent " + c.agentId() + " exists already.").exception();
    }
    mustBeOfAnEntity(c.entityId());
    agents.newInstance(
        () -> new Agent(c.agentId(), c.entityId(), c.name(), c.metadata(), c.by(), c.at()));
    quotas.newInstance(() -> new Quota(c.agentId(), c.entityId(), c.limits(), c.policy(), c.at()));
    if (c.idempotencyKey() != null) {
      var response = Provisioned.of(c).json();
      keys.keep(c.entityId(), c.idempotencyKey(), c.requestHash(), response, c.at());
    }
    return Optional.empty();
  }

  /** The platform is no entity: its id is that of the budget that all share. */
  static void mustBeOfAnEntity(UUID entityId) {
    if (entityId.equals(Ids.PLATFORM)) {
      throw new Refusal.InvalidValue("entity_id", "is the platform's own").exception();
    }
  }
}

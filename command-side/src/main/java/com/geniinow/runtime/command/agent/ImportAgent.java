package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaLimits;
import java.time.Instant;
import java.util.UUID;

/**
 * Takes in an agent that existed before the runtime was installed, with its quota; answers whether
 * it was new here. For an agent that is known already nothing is done.
 */
public record ImportAgent(
    UUID agentId,
    UUID entityId,
    String name,
    Json metadata,
    QuotaLimits limits,
    OveragePolicy policy,
    String by,
    Instant at)
    implements AgentCommand<Boolean> {
  @Override
  public UUID newEntityId() {
    return entityId;
  }
}

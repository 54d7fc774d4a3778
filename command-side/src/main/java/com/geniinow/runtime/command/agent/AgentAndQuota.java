package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.quota.Quotas;
import java.util.UUID;
import org.axonframework.modelling.command.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * The two aggregates of a command that may need both. The Agent is loaded when this is made, the
 * Quota when it is first asked for: so the Agent's lock is always taken before the Quota's, and two
 * commands can't wait for each other.
 */
public final class AgentAndQuota {
  private final UUID agentId;
  private final Aggregate<Agent> agent;
  private final Quotas quotas;
  private @Nullable Aggregate<Quota> quota;

  AgentAndQuota(UUID agentId, Aggregate<Agent> agent, Quotas quotas) {
    this.agentId = agentId;
    this.agent = agent;
    this.quotas = quotas;
  }

  public Aggregate<Agent> agent() {
    return agent;
  }

  /** Loaded at the first call. */
  public Aggregate<Quota> quota() {
    if (quota == null) {
      quota = quotas.of(agentId);
    }
    return quota;
  }
}

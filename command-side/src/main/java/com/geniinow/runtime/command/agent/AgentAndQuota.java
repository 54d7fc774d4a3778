package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.quota.Quotas;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
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

  /**
   * Settles what was used, and suspends the agent in the same breath where it has spent more within
   * a minute than it may. Nothing is settled otherwise.
   */
  public void settle(Consumer<Quota> settlement, Instant at) {
    quota().execute(settlement);
    var passed = quota().invoke(Quota::passedRate);
    if (passed != null) {
      var reason =
          "max_cost_per_minute_usd: %s USD were settled within 60 s, the limit is %s."
              .formatted(passed.costUsd().toPlainString(), passed.limitUsd().toPlainString());
      agent.execute(a -> a.suspendIfActive(reason, "runtime", at));
    }
  }

  /** Loaded at the first call. */
  public Aggregate<Quota> quota() {
    if (quota == null) {
      quota = quotas.of(agentId);
    }
    return quota;
  }
}

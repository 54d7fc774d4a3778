package com.geniinow.runtime.events.quota;

import com.geniinow.runtime.events.RuntimeEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** What happens to how fast an agent may spend; its quota's events. */
public sealed interface RateEvent extends RuntimeEvent {
  /**
   * More was settled within 60 s than may be: the agent is suspended with it.
   *
   * @param costUsd what was settled, in dollars
   * @param limitUsd what may be
   */
  record CostRatePassed(UUID agentId, BigDecimal costUsd, BigDecimal limitUsd, Instant at)
      implements RateEvent {}

  /** The agent was resumed: what was settled before counts no more. */
  record CostRateRestarted(UUID agentId, Instant at) implements RateEvent {}
}

package com.geniinow.runtime.events.brake;

import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What ran when a brake was set: an attempt at a task, or a call of a model.
 *
 * @param taskId null for a call that belongs to none
 * @param attempt null for a call
 * @param callId null for an attempt
 * @param tokensUsed what was on record of it by then
 */
public record RunningWork(
    UUID agentId,
    @Nullable UUID taskId,
    @Nullable Integer attempt,
    @Nullable UUID callId,
    long tokensUsed,
    BigDecimal costUsd) {
  public RunningWork {
    costUsd = Usd.of(costUsd);
  }
}

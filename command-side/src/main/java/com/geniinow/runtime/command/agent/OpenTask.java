package com.geniinow.runtime.command.agent;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A task that has not ended, as the Agent remembers it.
 *
 * @param attempts how often it was started
 * @param retries how many retries of the current budget were scheduled
 * @param estimatedTokens what each attempt reserves
 * @param estimatedCostUsd what each attempt reserves
 */
public record OpenTask(
    State state,
    int attempts,
    int retries,
    String type,
    @Nullable String model,
    long estimatedTokens,
    BigDecimal estimatedCostUsd) {

  /** Where it is; all three count against the depth. */
  public enum State {
    QUEUED,
    RUNNING,
    RETRYING
  }

  /** The attempt that runs or will run next. */
  public int attempt() {
    return state == State.RUNNING ? attempts : attempts + 1;
  }

  OpenTask started(int attempt) {
    return with(State.RUNNING, attempt, retries);
  }

  OpenTask failed() {
    return with(State.RETRYING, attempts, retries + 1);
  }

  OpenTask requeued() {
    return with(State.QUEUED, attempts, retries);
  }

  private OpenTask with(State state, int attempts, int retries) {
    return new OpenTask(state, attempts, retries, type, model, estimatedTokens, estimatedCostUsd);
  }
}

package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.task.TaskState;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A task that has not ended, as the Agent remembers it.
 *
 * @param state queued, running or retrying; all three count against the depth
 * @param attempts how often it was started
 * @param retries how many retries of the current budget were scheduled
 * @param estimatedTokens what each attempt reserves
 * @param estimatedCostUsd what each attempt reserves
 * @param braked whether a brake ended its last attempt and its next one holds nothing yet
 */
public record OpenTask(
    TaskState state,
    int attempts,
    int retries,
    String type,
    @Nullable String model,
    long estimatedTokens,
    BigDecimal estimatedCostUsd,
    boolean braked) {
  public OpenTask {
    if (!state.isOpen()) {
      throw new IllegalArgumentException("a task that is " + state.wire() + " is not open");
    }
  }

  /** One that no brake has stopped. */
  public OpenTask(
      TaskState state,
      int attempts,
      int retries,
      String type,
      @Nullable String model,
      long estimatedTokens,
      BigDecimal estimatedCostUsd) {
    this(state, attempts, retries, type, model, estimatedTokens, estimatedCostUsd, false);
  }

  /** The attempt that runs or will run next. */
  public int attempt() {
    return state == TaskState.RUNNING ? attempts : attempts + 1;
  }

  OpenTask started(int attempt) {
    return with(TaskState.RUNNING, attempt, retries);
  }

  OpenTask failed() {
    return with(TaskState.RETRYING, attempts, retries + 1);
  }

  OpenTask requeued() {
    return with(TaskState.QUEUED, attempts, retries);
  }

  OpenTask stopped() {
    return with(TaskState.QUEUED, attempts, retries, true);
  }

  OpenTask unbraked() {
    return with(state, attempts, retries, false);
  }

  private OpenTask with(TaskState state, int attempts, int retries) {
    return with(state, attempts, retries, braked);
  }

  private OpenTask with(TaskState state, int attempts, int retries, boolean braked) {
    return new OpenTask(
        state, attempts, retries, type, model, estimatedTokens, estimatedCostUsd, braked);
  }
}

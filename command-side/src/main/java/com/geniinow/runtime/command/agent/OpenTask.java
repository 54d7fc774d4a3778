package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.task.TaskState;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task that has not ended, as the Agent remembers it.
 *
 * @param state an open one: it counts against the depth
 * @param attempts how often it was started
 * @param retries how many retries of the current budget were scheduled
 * @param estimatedTokens what each attempt reserves
 * @param estimatedCostUsd what each attempt reserves
 * @param braked whether a brake ended its last attempt and its next one holds nothing yet
 * @param releases how many of its last attempts, in a row, were handed back
 * @param stored its plan as its event holds it; null for the usual one
 */
public record OpenTask(
    TaskState state,
    int attempts,
    int retries,
    String type,
    @Nullable String model,
    long estimatedTokens,
    BigDecimal estimatedCostUsd,
    boolean braked,
    int releases,
    @Nullable TaskPlan stored) {
  public OpenTask {
    if (!state.isOpen()) {
      throw new IllegalArgumentException("a task that is " + state.wire() + " is not open");
    }
  }

  /** One with the usual plan. */
  public OpenTask(
      TaskState state,
      int attempts,
      int retries,
      String type,
      @Nullable String model,
      long estimatedTokens,
      BigDecimal estimatedCostUsd,
      boolean braked) {
    this(state, attempts, retries, type, model, estimatedTokens, estimatedCostUsd, braked, 0, null);
  }

  /** The same that no brake has stopped. */
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

  /** When it is to run, and how. */
  public TaskPlan plan() {
    return TaskPlan.of(stored);
  }

  /** Whether it is in a state in which its time may be over at a moment, and is. */
  boolean expiredAt(Instant moment) {
    return state != TaskState.RUNNING && plan().expiredAt(moment);
  }

  /** Whether the time to decide about it is over at a moment. */
  boolean approvalExpiredAt(Instant moment) {
    var approval = plan().approval();
    return approval != null && !moment.isBefore(approval.expiresAt());
  }

  /** Whether the time to decide about it ends first, or with its own: then it ends as denied. */
  boolean isDeniedFirst() {
    var approval = plan().approval();
    var ends = plan().expiresAt();
    return state == TaskState.AWAITING_APPROVAL
        && approval != null
        && (ends == null || !approval.expiresAt().isAfter(ends));
  }

  /** In whatever case: an agent's id may be spelled otherwise in somebody else's token. */
  boolean isSubmittedBy(String subject) {
    var approval = plan().approval();
    return approval != null && approval.submittedBy().equalsIgnoreCase(subject);
  }

  /** The attempt that runs or will run next. */
  public int attempt() {
    return state == TaskState.RUNNING ? attempts : attempts + 1;
  }

  OpenTask started(int attempt) {
    return with(TaskState.RUNNING, attempt, retries);
  }

  OpenTask failed() {
    return with(TaskState.RETRYING, attempts, retries + 1, braked, 0);
  }

  OpenTask requeued() {
    return with(TaskState.QUEUED, attempts, retries);
  }

  OpenTask released() {
    return with(TaskState.QUEUED, attempts, retries, braked, releases + 1);
  }

  OpenTask approved() {
    return new OpenTask(
        TaskState.QUEUED,
        attempts,
        retries,
        type,
        model,
        estimatedTokens,
        estimatedCostUsd,
        braked,
        releases,
        plan().onceQueued().stored());
  }

  OpenTask stopped() {
    return with(TaskState.QUEUED, attempts, retries, true, releases);
  }

  OpenTask unbraked() {
    return with(state, attempts, retries, false, releases);
  }

  private OpenTask with(TaskState state, int attempts, int retries) {
    return with(state, attempts, retries, braked, releases);
  }

  private OpenTask with(TaskState state, int attempts, int retries, boolean braked, int releases) {
    return new OpenTask(
        state,
        attempts,
        retries,
        type,
        model,
        estimatedTokens,
        estimatedCostUsd,
        braked,
        releases,
        stored);
  }
}

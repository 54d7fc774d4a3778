package com.geniinow.runtime.events.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a task is to run, and how.
 *
 * @param priority 1 (first) to 5 (last)
 * @param runAt not before then; null for at once
 * @param expiresAt a task that waits yet at that moment is given up; null for never
 * @param retry how it is tried again; null for as the runtime is configured
 * @param approval who must let it run first; null for nobody
 */
public record TaskPlan(
    int priority,
    @Nullable Instant runAt,
    @Nullable Instant expiresAt,
    @Nullable TaskRetry retry,
    @Nullable TaskApproval approval) {
  public static final int FIRST = 1;
  public static final int LAST = 5;

  /** The priority of a task that says nothing of it. */
  public static final int MIDDLE = 3;

  /** That of a task that says nothing. */
  public static final TaskPlan USUAL = new TaskPlan(MIDDLE, null, null, null, null);

  public TaskPlan {
    if (priority < FIRST || priority > LAST) {
      throw new IllegalArgumentException("a priority is 1 to 5, not " + priority);
    }
  }

  /** The plan of an event, where the usual one leaves no trace. */
  public static TaskPlan of(@Nullable TaskPlan stored) {
    return stored == null ? USUAL : stored;
  }

  /** As an event holds it: null for the usual one. */
  public @Nullable TaskPlan stored() {
    return equals(USUAL) ? null : this;
  }

  /**
   * When a queued task's turn is, among those of its agent: a step of priority counts as a minute
   * of waiting, so that nothing waits for ever.
   */
  public static Instant turn(int priority, Instant queuedAt) {
    return queuedAt.plusSeconds(60L * (priority - MIDDLE));
  }

  /** The state of a task that was submitted with it. */
  public TaskState firstState() {
    if (approval != null) {
      return TaskState.AWAITING_APPROVAL;
    }
    return runAt == null ? TaskState.QUEUED : TaskState.SCHEDULED;
  }

  /** What is left of it once the task may run. */
  public TaskPlan onceQueued() {
    return new TaskPlan(priority, null, expiresAt, retry, null);
  }

  /** What is left of it for a task that is queued again by hand: it expires no more. */
  public TaskPlan onceRedriven() {
    return new TaskPlan(priority, null, null, retry, null);
  }

  /** Whether the task's time is over at a moment. */
  public boolean expiredAt(Instant moment) {
    return expiresAt != null && !moment.isBefore(expiresAt);
  }
}

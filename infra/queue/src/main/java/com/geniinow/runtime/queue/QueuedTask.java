package com.geniinow.runtime.queue;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that is ready to run, by its ids alone.
 *
 * @param agentId whose queue it goes to; also the queue's name
 * @param taskId also the job's id in the queue
 * @param attempt the attempt that is to run next, from 1; never restarts for the same task
 * @param type the task's type, shown by queue tools as the job's name; not blank
 * @param turn those of an earlier one run first, those of the same one as they were added; null for
 *     the moment it is added
 */
public record QueuedTask(
    UUID agentId, UUID taskId, int attempt, String type, @Nullable Instant turn) {
  public QueuedTask {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt must be at least 1, not " + attempt);
    }
    if (type.isBlank()) {
      throw new IllegalArgumentException("type must not be blank");
    }
  }

  /** One whose turn is behind all that wait. */
  public QueuedTask(UUID agentId, UUID taskId, int attempt, String type) {
    this(agentId, taskId, attempt, type, null);
  }
}

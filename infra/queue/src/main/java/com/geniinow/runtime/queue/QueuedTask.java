package com.geniinow.runtime.queue;

import java.util.UUID;

/**
 * A task that is ready to run, by its ids alone.
 *
 * @param agentId whose queue it goes to; also the queue's name
 * @param taskId also the job's id in the queue
 * @param attempt the attempt that is to run next, from 1; never restarts for the same task
 * @param type the task's type, shown by queue tools as the job's name; not blank
 */
public record QueuedTask(UUID agentId, UUID taskId, int attempt, String type) {
  public QueuedTask {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt must be at least 1, not " + attempt);
    }
    if (type.isBlank()) {
      throw new IllegalArgumentException("type must not be blank");
    }
  }
}

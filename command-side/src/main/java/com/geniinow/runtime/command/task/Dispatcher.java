package com.geniinow.runtime.command.task;

import com.geniinow.runtime.platform.queue.QueueUnavailableException;
import com.geniinow.runtime.platform.queue.QueuedTask;
import com.geniinow.runtime.platform.queue.TaskQueue;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The way into the agents' queues. To be called after the commit that queued a task; adding is
 * idempotent by task and attempt, so that it may be repeated at any time.
 */
@Component
class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final TaskQueue queue;
  private final TaskSettings settings;

  Dispatcher(TaskQueue queue, TaskSettings settings) {
    this.queue = queue;
    this.settings = settings;
  }

  /** Queues an attempt; false when Redis is away, where {@link QueuedTasks} does it later. */
  boolean dispatch(UUID agentId, UUID taskId, int attempt, String type) {
    try {
      queue.add(new QueuedTask(agentId, taskId, attempt, type), settings.agentConcurrency());
      return true;
    } catch (QueueUnavailableException e) {
      log.debug("task {} waits for Redis: {}", taskId, e.getMessage());
      return false;
    }
  }
}

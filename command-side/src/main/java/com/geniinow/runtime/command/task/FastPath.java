package com.geniinow.runtime.command.task;

import java.util.UUID;

/** Queues at once what was committed; never fails, for {@link DispatchProcessor} does it anyway. */
@FunctionalInterface
public interface FastPath {
  /** Queues an attempt if the task waits for it. */
  void tryNow(UUID agentId, UUID taskId, int attempt);
}

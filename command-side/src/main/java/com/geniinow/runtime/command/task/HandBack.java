package com.geniinow.runtime.command.task;

import java.util.UUID;

/** Queues at once, as its agent's next, what a worker handed back; never fails. */
@FunctionalInterface
public interface HandBack {
  /** Queues the attempt that the task waits for now, if any. */
  void tryNow(UUID agentId, UUID taskId, ReleaseAttempt.Released released);
}

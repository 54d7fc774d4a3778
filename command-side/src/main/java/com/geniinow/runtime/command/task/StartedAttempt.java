package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.TaskLimits;
import com.geniinow.runtime.command.quota.Reserved;
import com.geniinow.runtime.events.Json;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a worker needs to run an attempt. */
public record StartedAttempt(int attempt, Task task, Reserved reserved) {
  /**
   * The task as it was submitted.
   *
   * @param waitsSince when it was queued last, if it waits; else when it was submitted
   * @param limits as it was submitted; without a duration where that was before there was one
   * @param traceparent of the trace it was submitted in; null when that is not sampled
   */
  public record Task(
      UUID taskId,
      UUID agentId,
      String type,
      Json payload,
      @Nullable String model,
      long estimatedTokens,
      Instant createdAt,
      Instant waitsSince,
      @Nullable String traceparent,
      TaskLimits limits) {}
}

package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import com.geniinow.runtime.events.task.FailureCause;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker reports a failure; answers whether the attempt still counted.
 *
 * @param retryAfter how long the next attempt must wait at least, an hour at most; null where
 *     nobody said
 * @param cause what it says about others than its task; null for nothing
 * @param usage what was used all the same; null for nothing
 * @param hash of the report, to know it by when it comes again; null where that is not asked for
 */
public record FailAttempt(
    UUID agentId,
    UUID taskId,
    int attempt,
    String error,
    boolean retryable,
    @Nullable Duration retryAfter,
    @Nullable FailureCause cause,
    @Nullable UsageReport usage,
    Reporter by,
    @Nullable String hash,
    Instant at)
    implements TaskCommand<Boolean> {
  /** By a worker, or the runtime itself. */
  public FailAttempt(
      UUID agentId,
      UUID taskId,
      int attempt,
      String error,
      boolean retryable,
      @Nullable Duration retryAfter,
      @Nullable FailureCause cause,
      @Nullable UsageReport usage,
      Instant at) {
    this(
        agentId,
        taskId,
        attempt,
        error,
        retryable,
        retryAfter,
        cause,
        usage,
        Reporter.WORKER,
        null,
        at);
  }
}

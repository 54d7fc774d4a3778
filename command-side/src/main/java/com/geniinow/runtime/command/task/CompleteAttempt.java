package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import com.geniinow.runtime.events.Json;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker reports a result; answers whether the attempt still counted.
 *
 * @param hash of the report, to know it by when it comes again; null where that is not asked for
 */
public record CompleteAttempt(
    UUID agentId,
    UUID taskId,
    int attempt,
    Json result,
    UsageReport usage,
    Reporter by,
    @Nullable String hash,
    Instant at)
    implements TaskCommand<Boolean> {
  /** By a worker. */
  public CompleteAttempt(
      UUID agentId, UUID taskId, int attempt, Json result, UsageReport usage, Instant at) {
    this(agentId, taskId, attempt, result, usage, Reporter.WORKER, null, at);
  }
}

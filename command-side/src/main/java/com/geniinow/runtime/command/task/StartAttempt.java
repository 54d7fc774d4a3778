package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker takes a queued task.
 *
 * @param startKey names the worker's process, or its claim: the same one asking again for the
 *     attempt that it holds gets it again, because the first answer may have been lost; null for
 *     never
 * @param only the one attempt that is started; 0 for whichever is next
 * @param by who will speak for it
 */
public record StartAttempt(
    UUID agentId,
    UUID taskId,
    String workerId,
    @Nullable String startKey,
    int only,
    Reporter by,
    Instant at)
    implements TaskCommand<StartedAttempt> {
  /** By a worker, whichever attempt is next. */
  public StartAttempt(
      UUID agentId, UUID taskId, String workerId, @Nullable String startKey, Instant at) {
    this(agentId, taskId, workerId, startKey, 0, Reporter.WORKER, at);
  }
}

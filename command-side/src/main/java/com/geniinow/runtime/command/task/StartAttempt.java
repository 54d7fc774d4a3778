package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker takes a queued task.
 *
 * @param startKey names the worker's process: the same one asking again for the attempt that it
 *     holds gets it again, because the first answer may have been lost; null for never
 */
public record StartAttempt(
    UUID agentId, UUID taskId, String workerId, @Nullable String startKey, Instant at)
    implements TaskCommand<StartedAttempt> {}

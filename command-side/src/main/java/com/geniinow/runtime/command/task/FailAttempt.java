package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker reports a failure.
 *
 * @param retryAfter how long the next attempt must wait at least, an hour at most; null where
 *     nobody said
 * @param usage what was used all the same; null for nothing
 */
public record FailAttempt(
    UUID agentId,
    UUID taskId,
    int attempt,
    String error,
    boolean retryable,
    @Nullable Duration retryAfter,
    @Nullable UsageReport usage,
    Instant at)
    implements TaskCommand<Void> {}

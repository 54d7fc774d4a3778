package com.geniinow.runtime.worker.client;

import com.geniinow.runtime.worker.executor.Attempt;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that is this worker's now.
 *
 * @param lease how long it stays so after the start and after each heartbeat
 * @param submittedAt when its task was
 * @param traceparent of the trace that the task was submitted in; null when that is not sampled
 */
public record StartedAttempt(
    Attempt attempt, Duration lease, @Nullable Instant submittedAt, @Nullable String traceparent) {}

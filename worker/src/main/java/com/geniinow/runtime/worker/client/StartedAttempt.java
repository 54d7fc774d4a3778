package com.geniinow.runtime.worker.client;

import com.geniinow.runtime.worker.executor.Attempt;
import java.time.Duration;

/**
 * An attempt that is this worker's now.
 *
 * @param lease how long it stays so after the start and after each heartbeat
 */
public record StartedAttempt(Attempt attempt, Duration lease) {}

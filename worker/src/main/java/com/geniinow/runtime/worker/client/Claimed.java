package com.geniinow.runtime.worker.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that this worker was given.
 *
 * @param started what there is to run; null where this worker can't read it, nor will another one
 */
public record Claimed(UUID taskId, int attempt, @Nullable StartedAttempt started) {}

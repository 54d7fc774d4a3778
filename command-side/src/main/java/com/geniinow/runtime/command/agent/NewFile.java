package com.geniinow.runtime.command.agent;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file whose object is in the store, whole.
 *
 * @param taskId the task that it belongs to, null where it belongs to none
 */
public record NewFile(
    UUID fileId,
    String name,
    String contentType,
    long sizeBytes,
    String sha256,
    @Nullable UUID taskId) {}

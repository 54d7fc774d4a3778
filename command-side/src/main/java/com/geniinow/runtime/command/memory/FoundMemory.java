package com.geniinow.runtime.command.memory;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A memory that a search found.
 *
 * @param similarity the cosine between question and memory, 1 for the same meaning
 * @param metadata as it was given
 */
record FoundMemory(
    UUID memoryId,
    String text,
    double similarity,
    @JsonRawValue String metadata,
    @Nullable UUID taskId,
    Instant createdAt) {}

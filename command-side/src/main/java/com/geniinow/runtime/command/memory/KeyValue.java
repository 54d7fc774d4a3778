package com.geniinow.runtime.command.memory;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A key as its routes answer; the read side's view has the same fields. */
record KeyValue(
    String key,
    @JsonRawValue String value,
    long version,
    @Nullable Instant expiresAt,
    Instant updatedAt) {}

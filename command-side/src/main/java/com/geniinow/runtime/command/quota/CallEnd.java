package com.geniinow.runtime.command.quota;

import org.jspecify.annotations.Nullable;

/**
 * How a model call ended; see {@link com.geniinow.runtime.events.quota.ModelCall}.
 *
 * @param latencyMs from the hold to the end
 */
public record CallEnd(
    @Nullable String provider,
    String status,
    long latencyMs,
    @Nullable String requestSha256,
    @Nullable String responseSha256) {}

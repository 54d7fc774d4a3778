package com.geniinow.runtime.events.quota;

import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A model call that was made; nothing of what was asked or answered.
 *
 * @param ownHold whether the call had a hold of its own; a worker's call has its attempt's
 * @param operation such as {@code chat}, by OpenTelemetry's GenAI conventions
 * @param provider that was called last; null where none was
 * @param status {@code ok}, or how it ended otherwise
 * @param latencyMs from the hold to the end
 * @param requestSha256 of the bytes as the client sent them, in hexadecimal; null where nobody
 *     knows
 * @param responseSha256 of the bytes as the client got them; null where there were none
 * @param returnedTokens what goes back to what its task's attempt holds
 * @param returnedCostUsd the same in dollars
 */
public record ModelCall(
    UUID callId,
    boolean ownHold,
    String operation,
    @Nullable String provider,
    String status,
    long latencyMs,
    @Nullable String requestSha256,
    @Nullable String responseSha256,
    long returnedTokens,
    BigDecimal returnedCostUsd) {}

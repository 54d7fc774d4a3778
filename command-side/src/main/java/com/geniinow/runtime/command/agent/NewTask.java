package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.Json;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that is to be queued.
 *
 * @param model null where it calls none
 * @param estimatedTokens what each of its attempts holds, in tokens
 * @param estimatedCostUsd the same in US dollars
 * @param idempotencyKey null where its client gave none
 */
public record NewTask(
    UUID taskId,
    String type,
    Json payload,
    @Nullable String model,
    long estimatedTokens,
    BigDecimal estimatedCostUsd,
    @Nullable String idempotencyKey) {}

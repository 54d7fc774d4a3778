package com.geniinow.runtime.command.price;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order to charge uses by another price, and how far it has come.
 *
 * @param from when the first hold was made, inclusive
 * @param to when the last hold was made, exclusive
 * @param examined uses of this model and time so far
 * @param corrected uses that got another price, or would get it in a dry run
 * @param unchanged uses that cost the same, or got this price before
 * @param refused uses whose correction would take back more than was used
 * @param deltaUsd the sum of all corrections
 */
record Reprice(
    UUID repriceId,
    String model,
    int version,
    Instant from,
    Instant to,
    String reason,
    boolean dryRun,
    @Schema(allowableValues = {"running", "done"}) String state,
    long examined,
    long corrected,
    long unchanged,
    long refused,
    BigDecimal deltaUsd,
    String requestedBy,
    Instant requestedAt,
    @Nullable Instant finishedAt) {}

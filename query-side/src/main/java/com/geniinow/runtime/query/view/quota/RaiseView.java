package com.geniinow.runtime.query.view.quota;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** By how much limits of a window are higher until a moment, and why. */
public record RaiseView(
    UUID raiseId,
    @Schema(allowableValues = {"month", "day"}) String window,
    @Nullable Long tokens,
    @Nullable BigDecimal costUsd,
    Instant until,
    @Nullable String reason) {}

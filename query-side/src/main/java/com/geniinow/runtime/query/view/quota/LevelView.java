package com.geniinow.runtime.query.view.quota;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * One limit that an agent's use counts against, at whichever level.
 *
 * @param pct used share of the limit, 0 to 100; a limit of 0 reads 100
 * @param limit in tokens or dollars
 */
public record LevelView(
    @Schema(allowableValues = {"agent", "entity", "platform"}) String level,
    @Schema(allowableValues = {"month", "day"}) String window,
    @Schema(allowableValues = {"tokens", "cost"}) String limitKind,
    BigDecimal limit,
    BigDecimal used,
    BigDecimal reserved,
    double pct,
    @Schema(allowableValues = {"block", "alert_only", "allow"}) String overagePolicy,
    Instant resetsAt) {}

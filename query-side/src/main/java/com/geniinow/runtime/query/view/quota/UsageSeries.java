package com.geniinow.runtime.query.view.quota;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was used over time, by model or by agent.
 *
 * @param from the beginning of the first bucket
 * @param to the end of the last one
 * @param totals of the whole range, the dearest first
 * @param items the buckets in which anything was used, oldest first; within one as in totals
 */
record UsageSeries(
    @Schema(allowableValues = {"hour", "day"}) String bucket,
    @Schema(allowableValues = {"model", "agent"}) String by,
    Instant from,
    Instant to,
    List<Total> totals,
    List<Sum> items) {

  /**
   * Of one model or agent in the whole range.
   *
   * @param model null for what was used without one, and by agent
   * @param agentId null by model
   * @param agentName null by model
   * @param others whether it is all that the ones before it leave
   */
  @Schema(name = "UsageTotal")
  record Total(
      @Nullable String model,
      @Nullable UUID agentId,
      @Nullable String agentName,
      boolean others,
      long uses,
      long inputTokens,
      long cachedInputTokens,
      long outputTokens,
      long tokens,
      BigDecimal costUsd) {}

  /**
   * The same of one bucket.
   *
   * @param at its beginning
   */
  @Schema(name = "UsageSum")
  record Sum(
      Instant at,
      @Nullable String model,
      @Nullable UUID agentId,
      boolean others,
      long uses,
      long inputTokens,
      long cachedInputTokens,
      long outputTokens,
      long tokens,
      BigDecimal costUsd) {}
}

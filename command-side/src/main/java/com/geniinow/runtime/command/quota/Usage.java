package com.geniinow.runtime.command.quota;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt really used.
 *
 * @param model the provider's model, null where none was called
 * @param cachedInputTokens those of inputTokens that the provider had kept from before
 * @param costUsd exact dollars; null when nobody can tell, as for a model without a price
 * @param reportedTokens what was reported, where that can't be true and the counts are less; null
 *     where they are as reported
 */
public record Usage(
    @Nullable String model,
    long inputTokens,
    long outputTokens,
    long cachedInputTokens,
    @Nullable BigDecimal costUsd,
    @Nullable Long reportedTokens) {
  public Usage {
    if (inputTokens < 0
        || outputTokens < 0
        || cachedInputTokens < 0
        || (costUsd != null && costUsd.signum() < 0)) {
      throw new IllegalArgumentException("usage is never negative");
    }
    if (cachedInputTokens > inputTokens) {
      throw new IllegalArgumentException("cached tokens are part of the input");
    }
  }

  /** Nothing cached, all as reported. */
  public Usage(
      @Nullable String model, long inputTokens, long outputTokens, @Nullable BigDecimal costUsd) {
    this(model, inputTokens, outputTokens, 0, costUsd, null);
  }

  long tokens() {
    return Math.addExact(inputTokens, outputTokens);
  }
}

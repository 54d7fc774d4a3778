package com.geniinow.runtime.worker.executor;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt used.
 *
 * @param model the model that the tokens are priced by, or null for tokens that cost nothing
 * @param inputTokens tokens sent, 0 or more
 * @param outputTokens tokens received, 0 or more
 * @param cachedInputTokens those of the tokens sent that the provider had kept, 0 to inputTokens
 * @param costUsd the cost in US dollars where the executor knows better than the price table
 */
public record Usage(
    @Nullable String model,
    long inputTokens,
    long outputTokens,
    long cachedInputTokens,
    @Nullable BigDecimal costUsd) {
  public Usage {
    if (inputTokens < 0 || outputTokens < 0 || cachedInputTokens < 0) {
      throw new IllegalArgumentException("token counts must not be negative");
    }
    if (cachedInputTokens > inputTokens) {
      throw new IllegalArgumentException("cached tokens are part of the input");
    }
  }

  public Usage(@Nullable String model, long inputTokens, long outputTokens) {
    this(model, inputTokens, outputTokens, 0, null);
  }
}

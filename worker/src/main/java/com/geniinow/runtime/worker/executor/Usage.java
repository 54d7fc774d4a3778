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
 * @param reasoningTokens those of the tokens received that the model thought with, 0 to
 *     outputTokens; 0 where nobody said
 * @param cacheWriteTokens those of the tokens sent that the provider kept for later, 0 to
 *     inputTokens; 0 where nobody said
 * @param serviceTier how the provider served it, by its own name; null for as usual
 */
public record Usage(
    @Nullable String model,
    long inputTokens,
    long outputTokens,
    long cachedInputTokens,
    @Nullable BigDecimal costUsd,
    long reasoningTokens,
    long cacheWriteTokens,
    @Nullable String serviceTier) {
  public Usage {
    if (Math.min(inputTokens, outputTokens) < 0
        || Math.min(cachedInputTokens, Math.min(reasoningTokens, cacheWriteTokens)) < 0) {
      throw new IllegalArgumentException("token counts must not be negative");
    }
    if (cachedInputTokens > inputTokens || cacheWriteTokens > inputTokens) {
      throw new IllegalArgumentException("cached tokens are part of the input");
    }
    if (reasoningTokens > outputTokens) {
      throw new IllegalArgumentException("reasoning is part of the output");
    }
  }

  public Usage(
      @Nullable String model,
      long inputTokens,
      long outputTokens,
      long cachedInputTokens,
      @Nullable BigDecimal costUsd) {
    this(model, inputTokens, outputTokens, cachedInputTokens, costUsd, 0, 0, null);
  }

  public Usage(@Nullable String model, long inputTokens, long outputTokens) {
    this(model, inputTokens, outputTokens, 0, null);
  }
}

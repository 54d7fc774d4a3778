package com.geniinow.runtime.command.quota;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt really used.
 *
 * @param model the provider's model, null where none was called
 * @param costUsd exact dollars; null when nobody can tell, as for a model without a price
 * @param priceVersion of the model's price that costUsd follows from; null where it doesn't
 * @param priceAssumed whether a class of its tokens has no price of its own
 * @param reportedTokens what was reported, where that can't be true and the counts are less; null
 *     where they are as reported
 * @param fromProvider whether a provider told it to our own code: then it counts in full, also
 *     above what was held and what the limits leave
 */
public record Usage(
    @Nullable String model,
    TokenClasses tokens,
    @Nullable BigDecimal costUsd,
    @Nullable Integer priceVersion,
    boolean priceAssumed,
    @Nullable Long reportedTokens,
    boolean fromProvider) {
  public Usage {
    if (costUsd != null && costUsd.signum() < 0) {
      throw new IllegalArgumentException("usage is never negative");
    }
  }

  /** Of input and output alone, as a worker reports them. */
  public Usage(
      @Nullable String model, long inputTokens, long outputTokens, @Nullable BigDecimal costUsd) {
    this(model, TokenClasses.of(inputTokens, outputTokens), costUsd, null, false, null, false);
  }
}

package com.geniinow.runtime.command.quota;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt really used.
 *
 * @param model the provider's model, null where none was called
 * @param costUsd exact dollars; null when nobody can tell, as for a model without a price
 */
public record Usage(
    @Nullable String model, long inputTokens, long outputTokens, @Nullable BigDecimal costUsd) {
  public Usage {
    if (inputTokens < 0 || outputTokens < 0 || (costUsd != null && costUsd.signum() < 0)) {
      throw new IllegalArgumentException("usage is never negative");
    }
  }

  long tokens() {
    return Math.addExact(inputTokens, outputTokens);
  }
}

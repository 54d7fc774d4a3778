package com.geniinow.runtime.platform.provider;

import java.time.Duration;

/**
 * How long a provider is waited for.
 *
 * @param connect until there is a connection
 * @param idle between two bytes, and until the first
 * @param total for the whole call
 */
public record ProviderTimeouts(Duration connect, Duration idle, Duration total) {
  public ProviderTimeouts {
    if (!connect.isPositive() || !idle.isPositive() || !total.isPositive()) {
      throw new IllegalArgumentException("a provider's time-outs must be positive");
    }
  }
}

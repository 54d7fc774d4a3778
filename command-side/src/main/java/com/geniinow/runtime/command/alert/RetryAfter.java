package com.geniinow.runtime.command.alert;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The header by which a service says how long it wants to be left alone. */
final class RetryAfter {
  private RetryAfter() {}

  /** As many seconds as it names; zero without one, and for a date, which neither service sends. */
  static Duration of(@Nullable String header) {
    return header != null && header.matches("\\d{1,5}")
        ? Duration.ofSeconds(Long.parseLong(header))
        : Duration.ZERO;
  }
}

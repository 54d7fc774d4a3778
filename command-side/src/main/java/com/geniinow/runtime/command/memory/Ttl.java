package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How long something is remembered: for ever, or 1 second to 10 years of 365 days. */
final class Ttl {
  static final long MAX_SECONDS = 315_360_000;

  private Ttl() {}

  /** When it expires; null for never. */
  static @Nullable Instant expiry(@Nullable Long seconds, Instant at) {
    if (seconds == null) {
      return null;
    }
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw refused();
    }
    return at.plusSeconds(seconds);
  }

  /** As above, of a field that must be there: a whole number, or null for never. */
  static @Nullable Instant expiry(JsonNode seconds, Instant at) {
    if (seconds.isNull()) {
      return null;
    }
    if (!seconds.isIntegralNumber() || !seconds.canConvertToLong()) {
      throw refused();
    }
    return expiry(Long.valueOf(seconds.longValue()), at);
  }

  private static ProblemException refused() {
    return ProblemException.invalidField(
        "ttl_seconds", "must be a whole number from 1 to " + MAX_SECONDS + ", or null for never");
  }
}

package com.geniinow.runtime.command.agent;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A key that was not revoked, as the Agent remembers it.
 *
 * @param secret how many secrets it has had
 * @param formerUntil until when each earlier secret is good, as far as any may be yet
 */
record OpenKey(int secret, @Nullable Instant expiresAt, List<Instant> formerUntil) {
  /** Earlier secrets that may be good at once. */
  static final int MAX_FORMER = 10;

  OpenKey {
    formerUntil = List.copyOf(formerUntil);
  }

  static OpenKey created(@Nullable Instant expiresAt) {
    return new OpenKey(1, expiresAt, List.of());
  }

  boolean isExpired(Instant at) {
    return expiresAt != null && !at.isBefore(expiresAt);
  }

  /** Those of the earlier secrets that are good at a moment. */
  List<Instant> former(Instant at) {
    return formerUntil.stream().filter(at::isBefore).toList();
  }

  OpenKey rotated(Instant until, Instant at) {
    var former = Stream.concat(former(at).stream(), Stream.of(until)).toList();
    return new OpenKey(secret + 1, expiresAt, former);
  }
}

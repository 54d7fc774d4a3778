package com.geniinow.runtime.command.store;

import com.geniinow.runtime.platform.sealing.SealedPayload;
import com.geniinow.runtime.platform.sealing.SealedPayload.Sealed;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/**
 * What this process has just sealed, as it was: its own processors read each event a moment after
 * it was stored, and need not open it. Nothing is given out that can't be opened any more, or that
 * isn't stored as it was sealed.
 */
final class LatelySealed {
  /** Processors that are further behind open what they read. */
  static final Duration KEPT = Duration.ofSeconds(10);

  /** In characters, of all events together. */
  private static final long MOST = 4L << 20;

  /** In characters; to open a larger event costs little beside what else is done with it. */
  private static final int LARGEST = 32 << 10;

  private final SealedPayload payloads;
  private final Cache<String, Kept> kept;

  private record Kept(UUID agent, LocalDate day, String sealed, String clear) {
    int length() {
      return sealed.length() + clear.length();
    }
  }

  LatelySealed(SealedPayload payloads) {
    this(payloads, Ticker.systemTicker());
  }

  LatelySealed(SealedPayload payloads, Ticker ticker) {
    this.payloads = payloads;
    this.kept =
        Caffeine.newBuilder()
            .maximumWeight(MOST)
            .<String, Kept>weigher((id, one) -> one.length())
            .expireAfterWrite(KEPT)
            .ticker(ticker)
            .scheduler(Scheduler.systemScheduler())
            .build();
  }

  /** Remembers an event, unless nothing of it was sealed: no key is needed to read that. */
  void sealed(String eventId, UUID agent, LocalDate day, Sealed sealed, String clear) {
    var one = new Kept(agent, day, sealed.text(), clear);
    if (!sealed.text().equals(clear) && one.length() <= LARGEST) {
      kept.put(eventId, one);
    }
  }

  /** The event in the clear, where it is known and its key is there. */
  Optional<String> open(String eventId, String stored) {
    var one = kept.getIfPresent(eventId);
    return one != null && one.sealed().equals(stored) && payloads.isReadable(one.agent(), one.day())
        ? Optional.of(one.clear())
        : Optional.empty();
  }
}

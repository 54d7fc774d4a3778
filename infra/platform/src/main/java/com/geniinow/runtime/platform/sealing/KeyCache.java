package com.geniinow.runtime.platform.sealing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The keys that this process has unwrapped lately. What is not there is remembered for a moment, so
 * that reading an erased agent's events doesn't ask for each of them.
 */
final class KeyCache {
  /** For so long a key that another process made may go unnoticed. */
  static final Duration ABSENT = Duration.ofSeconds(1);

  private static final long DAYS = 20_000;
  private static final long AGENTS = 10_000;

  /** What nobody asks for needs not be in this process' memory. */
  private static final Duration UNUSED = Duration.ofMinutes(10);

  private final Cache<Day, SecretKey> days;
  private final Cache<Day, Boolean> absent;
  private final Cache<UUID, SecretKey> agents;

  /** Counts what was forgotten, so that nobody puts back what it read before that. */
  private final AtomicLong forgotten = new AtomicLong();

  /** An agent's day. */
  record Day(UUID agent, LocalDate day) {}

  KeyCache(Ticker ticker) {
    days = Caffeine.newBuilder().maximumSize(DAYS).expireAfterAccess(UNUSED).ticker(ticker).build();
    absent =
        Caffeine.newBuilder().maximumSize(DAYS).expireAfterWrite(ABSENT).ticker(ticker).build();
    agents =
        Caffeine.newBuilder().maximumSize(AGENTS).expireAfterAccess(UNUSED).ticker(ticker).build();
  }

  /** The key of a day, as it is held or as it is read now. */
  Optional<SecretKey> find(Day day, Supplier<Optional<SecretKey>> reading) {
    var held = days.getIfPresent(day);
    if (held != null) {
      return Optional.of(held);
    }
    return absent.getIfPresent(day) == null ? read(day, reading) : Optional.empty();
  }

  /** The same, and what is not there is asked for. */
  Optional<SecretKey> get(Day day, Supplier<Optional<SecretKey>> reading) {
    var held = days.getIfPresent(day);
    return held == null ? read(day, reading) : Optional.of(held);
  }

  private Optional<SecretKey> read(Day day, Supplier<Optional<SecretKey>> reading) {
    while (true) {
      long before = forgotten.get();
      var key = reading.get();
      key.ifPresentOrElse(found -> put(day, found), () -> absent.put(day, true));
      if (forgotten.get() == before) {
        return key;
      }
      days.invalidate(day);
      agents.invalidate(day.agent());
    }
  }

  private void put(Day day, SecretKey key) {
    absent.invalidate(day);
    days.put(day, key);
  }

  /** An agent's own key, as it is held or as it is unwrapped now. */
  SecretKey ofAgent(UUID agent, Function<UUID, SecretKey> unwrapping) {
    @Nullable SecretKey held = agents.getIfPresent(agent);
    if (held == null) {
      held = unwrapping.apply(agent);
      agents.put(agent, held);
    }
    return held;
  }

  /**
   * Forgets what was destroyed.
   *
   * @param gone through which day, by agent
   */
  void forget(Map<UUID, LocalDate> gone) {
    if (gone.isEmpty()) {
      return;
    }
    forgotten.incrementAndGet();
    days.asMap().keySet().removeIf(id -> isGone(gone.get(id.agent()), id.day()));
    gone.keySet().forEach(agents::invalidate);
  }

  /** Forgets what was destroyed of single days. */
  void forgetDays(Set<Day> gone) {
    if (gone.isEmpty()) {
      return;
    }
    forgotten.incrementAndGet();
    days.invalidateAll(gone);
  }

  private static boolean isGone(@Nullable LocalDate through, LocalDate day) {
    return through != null && !day.isAfter(through);
  }
}

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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The keys that this process has unwrapped lately. What is not there is remembered for a moment, so
 * that reading an erased agent's events doesn't ask for each of them.
 */
final class KeyCache {
  /** For so long a key that another process made may go unnoticed. */
  static final Duration ABSENT = Duration.ofSeconds(1);

  private static final long AGENTS = 10_000;

  /** Of each agent today's, tomorrow's in the last hour, and the one that lasts. */
  private static final long DAYS = 3 * AGENTS;

  /** What nobody asks for needs not be in this process' memory. */
  private static final Duration UNUSED = Duration.ofMinutes(10);

  /** Longer than the hour before a day, in which its keys are made ({@link KeysAhead}). */
  private static final Duration DAY_UNUSED = Duration.ofMinutes(70);

  private final Cache<Day, SecretKey> days;
  private final Cache<Day, Boolean> absent;
  private final Cache<UUID, SecretKey> agents;

  /** Reads that are under way, so that none puts back what was forgotten meanwhile. */
  private final Set<Read> reads = ConcurrentHashMap.newKeySet();

  /** An agent's day. */
  record Day(UUID agent, LocalDate day) {}

  /** Is only itself, not what looks like it. */
  private static final class Read {
    private final UUID agent;
    private volatile boolean late;

    Read(UUID agent) {
      this.agent = agent;
    }
  }

  KeyCache(Ticker ticker) {
    days =
        Caffeine.newBuilder()
            .maximumSize(DAYS)
            .expireAfterAccess(DAY_UNUSED)
            .ticker(ticker)
            .build();
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

  /** Again, where a key of this very agent was forgotten meanwhile; others' may be at any time. */
  private Optional<SecretKey> read(Day day, Supplier<Optional<SecretKey>> reading) {
    while (true) {
      var read = new Read(day.agent());
      reads.add(read);
      try {
        var key = reading.get();
        key.ifPresentOrElse(found -> put(day, found), () -> absent.put(day, true));
        if (!read.late) {
          return key;
        }
        days.invalidate(day);
        agents.invalidate(day.agent());
      } finally {
        reads.remove(read);
      }
    }
  }

  private void put(Day day, SecretKey key) {
    absent.invalidate(day);
    days.put(day, key);
  }

  /** An agent's own key, as it is held or as it is unwrapped now. */
  SecretKey ofAgent(UUID agent, Function<UUID, SecretKey> unwrapping) {
    @Nullable SecretKey held = agents.getIfPresent(agent);
    if (held != null) {
      return held;
    }
    var read = new Read(agent);
    reads.add(read);
    try {
      held = unwrapping.apply(agent);
      agents.put(agent, held);
      if (read.late) {
        agents.invalidate(agent);
      }
      return held;
    } finally {
      reads.remove(read);
    }
  }

  /** The same where it is held; null where it isn't. */
  @Nullable SecretKey ofAgent(UUID agent) {
    return agents.getIfPresent(agent);
  }

  /** Doesn't hold an agent's own key any longer. */
  void drop(UUID agent) {
    agents.invalidate(agent);
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
    // Whoever puts something back after this finds it late; who did before has it removed.
    reads.stream().filter(read -> gone.containsKey(read.agent)).forEach(read -> read.late = true);
    days.asMap().keySet().removeIf(id -> isGone(gone.get(id.agent()), id.day()));
    gone.keySet().forEach(agents::invalidate);
  }

  /** Forgets what was destroyed of single days. */
  void forgetDays(Set<Day> gone) {
    if (gone.isEmpty()) {
      return;
    }
    var agents = gone.stream().map(Day::agent).collect(Collectors.toSet());
    reads.stream().filter(read -> agents.contains(read.agent)).forEach(read -> read.late = true);
    days.invalidateAll(gone);
  }

  private static boolean isGone(@Nullable LocalDate through, LocalDate day) {
    return through != null && !day.isAfter(through);
  }
}

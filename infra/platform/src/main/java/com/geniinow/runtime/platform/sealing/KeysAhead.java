package com.geniinow.runtime.platform.sealing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes tomorrow's keys in the last hour of a day (UTC), of agents that seal something in it, one
 * after the other on a thread of its own: at midnight all who are at work would want theirs at
 * once, each while it holds a connection. What it doesn't get to is made when it is needed.
 */
final class KeysAhead implements AutoCloseable {
  static final int LAST_HOUR = 23;

  private static final Logger log = LoggerFactory.getLogger(KeysAhead.class);

  /** Keys that wait to be made; more are left to those who need them. */
  private static final int MOST = 10_000;

  private final Clock clock;
  private final BiConsumer<UUID, LocalDate> making;
  private final Cache<KeyCache.Day, Boolean> asked;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST),
          Thread.ofVirtual().name("keys-ahead").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  /**
   * @param making makes an agent's key of a day, where there is none
   */
  KeysAhead(Clock clock, Ticker ticker, BiConsumer<UUID, LocalDate> making) {
    this.clock = clock;
    this.making = making;
    this.asked =
        Caffeine.newBuilder()
            .maximumSize(2L * MOST)
            .expireAfterWrite(Duration.ofHours(1))
            .ticker(ticker)
            .build();
  }

  /** An agent seals something of that day. */
  void sealed(UUID agent, LocalDate day) {
    var now = clock.instant().atOffset(ZoneOffset.UTC);
    if (now.getHour() != LAST_HOUR || !now.toLocalDate().equals(day)) {
      return;
    }
    var next = new KeyCache.Day(agent, day.plusDays(1));
    if (asked.asMap().putIfAbsent(next, true) == null) {
      thread.execute(() -> make(next));
    }
  }

  private void make(KeyCache.Day next) {
    try {
      making.accept(next.agent(), next.day());
    } catch (RuntimeException e) {
      log.debug("tomorrow's key of agent {} is made when it is needed", next.agent(), e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

package com.geniinow.runtime.platform.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looks each second, over PostgreSQL, and finds the same for a minute. */
class DestroyedWatchTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  private static final SecretKey KEY = KeyBox.fresh();

  private final HikariDataSource pool = KeyStore.keysPool();
  private final AtomicLong nanos = new AtomicLong();
  private final KeyCache cache = new KeyCache(nanos::get);
  private final KeyTransactions transactions = new KeyTransactions(pool);
  private final DestroyedWatch watch =
      new DestroyedWatch(new KeyTables(transactions), cache, nanos::get);
  private final UUID agent = UUID.randomUUID();

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void what_was_destroyed_is_forgotten_once_and_again_where_more_is() {
    var destruction = new KeyDestruction(transactions);
    cache.ofAgent(agent, id -> KEY);
    destruction.ofDays(agent, DAY);
    look();
    assertThat(cache.ofAgent(agent)).isNull();

    cache.ofAgent(agent, id -> KEY);
    look();
    look();
    assertThat(cache.ofAgent(agent)).isEqualTo(KEY);

    destruction.ofDays(agent, DAY.plusDays(1));
    look();
    assertThat(cache.ofAgent(agent)).isNull();
  }

  @Test
  void a_single_day_is_forgotten_once_and_the_days_around_it_are_not() {
    var day = new KeyCache.Day(agent, DAY);
    var next = new KeyCache.Day(agent, DAY.plusDays(1));
    cache.get(day, () -> Optional.of(KEY));
    cache.get(next, () -> Optional.of(KEY));
    new KeyDestruction(transactions).ofDay(agent, DAY);
    look();
    assertThat(cache.find(day, Optional::empty)).isEmpty();
    assertThat(cache.find(next, Optional::empty)).contains(KEY);

    cache.get(day, () -> Optional.of(KEY));
    look();
    assertThat(cache.find(day, Optional::empty)).as("looked for again").contains(KEY);
  }

  private void look() {
    nanos.addAndGet(DestroyedWatch.EVERY.toNanos());
    watch.look();
  }
}

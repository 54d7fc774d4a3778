package com.geniinow.runtime.platform.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;

/** What is forgotten while somebody reads. */
class KeyCacheTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  private static final SecretKey KEY = KeyBox.fresh();

  private final KeyCache cache = new KeyCache(() -> 0);
  private final UUID agent = UUID.randomUUID();
  private final KeyCache.Day day = new KeyCache.Day(agent, DAY);
  private final AtomicInteger reads = new AtomicInteger();

  @Test
  void whoever_reads_while_keys_of_others_are_destroyed_reads_once_and_keeps_it() {
    var found =
        cache.find(
            day,
            () -> {
              reads.incrementAndGet();
              cache.ofAgent(agent, id -> KEY);
              cache.forget(Map.of(UUID.randomUUID(), LocalDate.MAX));
              return Optional.of(KEY);
            });

    assertThat(found).contains(KEY);
    assertThat(cache.find(day, Optional::empty)).contains(KEY);
    assertThat(cache.ofAgent(agent)).isEqualTo(KEY);
    assertThat(reads).hasValue(1);
  }

  @Test
  void what_was_read_before_it_was_destroyed_is_not_given_out_after_it() {
    var found =
        cache.find(
            day,
            () -> {
              if (reads.incrementAndGet() > 1) {
                return Optional.empty();
              }
              cache.forget(Map.of(agent, LocalDate.MAX));
              return Optional.of(KEY);
            });

    assertThat(found).isEmpty();
    assertThat(reads).hasValue(2);
    assertThat(cache.find(day, () -> Optional.of(KEY))).as("known to be gone").isEmpty();
  }

  @Test
  void a_single_day_that_is_destroyed_while_it_is_read_is_not_given_out_and_others_are_kept() {
    var kept = new KeyCache.Day(agent, DAY.plusDays(1));
    cache.find(kept, () -> Optional.of(KEY));
    var found =
        cache.find(
            day,
            () -> {
              if (reads.incrementAndGet() > 1) {
                return Optional.empty();
              }
              cache.forgetDays(Set.of(day));
              return Optional.of(KEY);
            });

    assertThat(found).isEmpty();
    assertThat(reads).hasValue(2);
    assertThat(cache.find(kept, Optional::empty)).contains(KEY);
  }

  @Test
  void an_agent_s_own_key_that_is_destroyed_while_it_is_unwrapped_is_not_kept() {
    cache.ofAgent(
        agent,
        id -> {
          cache.forget(Map.of(agent, LocalDate.MAX));
          return KEY;
        });

    assertThat(cache.ofAgent(agent)).isNull();
  }
}

package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.sealing.KeyRotation;
import com.geniinow.runtime.platform.sealing.KeysUnavailableException;
import com.geniinow.runtime.platform.sealing.MasterKeys;
import com.geniinow.runtime.platform.sealing.SealingSettings;
import com.geniinow.runtime.platform.setting.WrongSettingException;
import com.geniinow.runtime.platform.work.TextOfBefore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** The pace at which events of before are sealed, and what the job shows of it. */
class SealingJobTest {
  private static final UUID ONE = new UUID(0, 1);
  private static final UUID TWO = new UUID(0, 2);
  private static final Instant BEGIN = Instant.parse("2024-01-02T03:04:05Z");
  private static final int BATCH = 50;
  private static final MasterKeys MASTERS = MasterKeys.of(new SealingSettings("", "", "", "", ""));

  private final Stored stored = new Stored();
  private final TestDataKeys keys = new TestDataKeys();
  private final TestClock clock = new TestClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /** Where keys can't be had. */
  private static final class AwayDataSource extends AbstractDataSource {
    @Override
    public Connection getConnection() throws SQLException {
      throw new SQLException("away");
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      return getConnection();
    }
  }

  /** So many clear events of each agent. */
  private static final class Stored implements TextOfBefore {
    private final TreeMap<UUID, Integer> clear = new TreeMap<>();
    private final Set<UUID> broken = new HashSet<>();
    private final Set<UUID> keyless = new HashSet<>();
    private long unreadable;

    @Override
    public long unreadable() {
      return unreadable;
    }

    @Override
    public long left() {
      return clear.values().stream().mapToLong(n -> n).sum();
    }

    @Override
    public boolean isClear(UUID agentId) {
      return clear.containsKey(agentId);
    }

    @Override
    public Optional<UUID> next(UUID after) {
      return Optional.ofNullable(clear.higherKey(after));
    }

    @Override
    public int sealSome(UUID agentId) {
      if (broken.contains(agentId)) {
        throw new IllegalStateException("it would not open to what it is");
      }
      if (keyless.contains(agentId)) {
        new KeyRotation(AwayDataSource::new, MASTERS).requireMasters(); // throws
      }
      int before = clear.getOrDefault(agentId, 0);
      int some = Math.min(BATCH, before);
      if (some == before) {
        clear.remove(agentId);
      } else {
        clear.put(agentId, before - some);
      }
      return some;
    }

    @Override
    public int redactSome(UUID agentId) {
      throw new IllegalStateException("only an erasure redacts");
    }

    @Override
    public int redactSome(UUID agentId, LocalDate day) {
      return redactSome(agentId);
    }
  }

  @BeforeEach
  void withKeys() {
    keys.use(true);
    clock.set(BEGIN);
    stored.clear.put(ONE, 120);
    stored.clear.put(TWO, 30);
  }

  private SealingJob job(int perSecond) {
    return new SealingJob(stored, keys, new Now(clock), meters, perSecond);
  }

  private double shown() {
    return meters.get("genii.sealing.remaining").gauge().value();
  }

  @Test
  void a_turn_seals_no_more_than_it_may_to_the_next_batch_and_shows_what_is_left() {
    var job = job(60);

    job.run();
    assertThat(stored.left()).isEqualTo(50);
    assertThat(shown()).isEqualTo(50);
    job.run();
    assertThat(stored.left()).isZero();
    assertThat(shown()).isZero();
  }

  @Test
  void an_agent_that_fails_keeps_nobody_waiting_and_comes_again_later() {
    stored.broken.add(ONE);
    var job = job(1_000);

    job.run();
    assertThat(stored.clear).containsOnlyKeys(ONE);
    assertThat(shown()).isEqualTo(120);
    stored.broken.clear();
    job.run();
    assertThat(stored.left()).as("it rests").isEqualTo(120);
    clock.set(BEGIN.plus(SealingJob.REST));
    job.run();
    assertThat(stored.left()).isZero();
    assertThat(shown()).isZero();
  }

  /** As where its own key is wrapped under a master key that isn't configured. */
  @Test
  void an_agent_whose_keys_can_not_be_had_does_not_come_first_each_time() {
    stored.keyless.add(ONE);
    var job = job(1_000);

    assertThatThrownBy(job::run).isInstanceOf(KeysUnavailableException.class);
    assertThat(stored.clear).containsOnlyKeys(ONE, TWO);
    job.run();
    assertThat(stored.clear).containsOnlyKeys(ONE);

    stored.keyless.clear();
    clock.set(BEGIN.plus(SealingJob.KEYLESS));
    job.run();
    assertThat(stored.left()).isZero();
  }

  /** More of them than there are seconds until the first one has rested. */
  @Test
  void however_many_agents_fail_those_behind_them_have_their_turn_and_then_all_come_again() {
    var behind = new UUID(0, 1_000);
    stored.clear.put(behind, 30);
    for (var n = 1; n <= 100; n++) {
      stored.clear.put(new UUID(0, n), 10);
      stored.keyless.add(new UUID(0, n));
    }
    var job = job(1_000);

    var seconds = 0;
    while (stored.clear.containsKey(behind)) {
      assertThat(++seconds).isLessThan(110);
      runAt(job, BEGIN.plusSeconds(seconds));
    }

    stored.keyless.clear();
    for (var minute = 3; minute <= 6; minute++) {
      runAt(job, BEGIN.plus(SealingJob.COUNT_EVERY.multipliedBy(minute)));
    }
    assertThat(stored.left()).isZero();
  }

  private void runAt(SealingJob job, Instant at) {
    clock.set(at);
    try {
      job.run();
    } catch (KeysUnavailableException e) {
      assertThat(stored.keyless).isNotEmpty();
    }
  }

  /** As where the last of them was sealed with the last of a turn's events. */
  @Test
  void where_none_is_left_behind_the_first_ones_are_looked_at_again() {
    var job = job(50);
    for (var n = 0; n < 3; n++) {
      job.run();
    }
    assertThat(stored.left()).isZero();
    assertThat(from(job)).isEqualTo(ONE);

    clock.set(BEGIN.plus(SealingJob.COUNT_EVERY));
    from(job);
    clock.set(BEGIN.plus(SealingJob.COUNT_EVERY.multipliedBy(2)));
    assertThat(from(job)).isEqualTo(new UUID(0, 0));
  }

  @Test
  void what_another_process_seals_meanwhile_is_counted_off_within_a_minute() {
    var job = job(50);
    job.run();
    stored.clear.put(ONE, 60);

    job.run();
    assertThat(shown()).isEqualTo(50);
    clock.set(BEGIN.plus(SealingJob.COUNT_EVERY));
    job.run();
    assertThat(shown()).isEqualTo(stored.left()).isZero();
  }

  @Test
  void a_look_begins_behind_the_agents_that_are_sealed_and_at_the_first_each_minute() {
    var job = job(50);
    job.run();
    assertThat(from(job)).as("it is at the first").isEqualTo(new UUID(0, 0));
    job.run();
    job.run();
    assertThat(stored.left()).isZero();
    assertThat(from(job)).isEqualTo(ONE);

    stored.clear.put(ONE, 10);
    job.run();
    assertThat(stored.left()).isEqualTo(10);
    clock.set(BEGIN.plus(SealingJob.COUNT_EVERY));
    assertThat(from(job)).isEqualTo(new UUID(0, 0));
    job.run();
    assertThat(stored.left()).isZero();
  }

  private static Object from(SealingJob job) {
    return job.due().orElseThrow().params().getLast().get();
  }

  @Test
  void events_that_can_not_be_read_are_counted() {
    job(50);
    stored.unreadable = 3;

    assertThat(meters.get("genii.sealing.unreadable").functionCounter().count()).isEqualTo(3);
  }

  @Test
  void an_agent_that_takes_more_than_a_turn_is_not_taken_for_the_end() {
    stored.clear.remove(TWO);

    job(50).run();

    assertThat(shown()).isEqualTo(70);
  }

  @Test
  void nothing_is_sealed_where_there_are_no_keys_or_no_pace() {
    job(0).run();
    keys.use(false);
    new SealingJob(stored, keys, new Now(clock), new SimpleMeterRegistry(), 100).run();

    assertThat(stored.left()).isEqualTo(150);
  }

  @Test
  void one_that_is_interrupted_begins_no_other_batch() {
    Thread.currentThread().interrupt();
    try {
      job(1_000).run();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(stored.left()).isEqualTo(150);
  }

  @Test
  void a_pace_out_of_bounds_ends_the_start() {
    assertThatThrownBy(() -> job(-1))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageContaining("GENII_SEAL_EVENTS_PER_SECOND");
    assertThatThrownBy(() -> job(10_001)).isInstanceOf(WrongSettingException.class);
  }
}

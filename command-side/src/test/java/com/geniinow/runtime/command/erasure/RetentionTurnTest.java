package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.work.KeptState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/** How long a turn of retention is, and who comes first in the next one. */
class RetentionTurnTest {
  private static final Instant BEGIN = Instant.parse("2024-01-02T03:04:05Z");
  private static final LocalDate DAY = LocalDate.parse("2023-06-01");
  private static final int AGENTS = 5;

  private final TestClock clock = new TestClock();
  private final TestDataKeys keys = new TestDataKeys();
  private final List<UUID> looked = new ArrayList<>();
  private Duration each = Duration.ofSeconds(20);

  /** A day of each agent that is never over. */
  private static final class LargeDays extends DayTable {
    LargeDays() {
      super(null, null);
    }

    @Override
    List<AgentDay> due(
        LocalDate today, @Nullable Integer usual, Collection<UUID> resting, int most) {
      return IntStream.rangeClosed(1, AGENTS)
          .mapToObj(RetentionTurnTest::agent)
          .filter(agent -> !resting.contains(agent))
          .map(agent -> new AgentDay(agent, DAY))
          .toList();
    }
  }

  /** To look at one takes a while. */
  private final class SlowEraser extends DayEraser {
    SlowEraser() {
      super(null, null, null, null);
    }

    @Override
    boolean erase(UUID agentId, LocalDate day, int most) {
      looked.add(agentId);
      clock.set(clock.instant().plus(each));
      return false;
    }
  }

  private static final class NoRuns extends RetentionRunTable {
    NoRuns() {
      super(null);
    }

    @Override
    List<Run> due(Instant settled, Collection<UUID> resting, int most) {
      return List.of();
    }

    @Override
    List<Run> restored(Collection<UUID> resting, int most) {
      return List.of();
    }

    @Override
    long count() {
      return 0;
    }

    @Override
    void endOfErased() {}
  }

  private static UUID agent(int n) {
    return new UUID(0, n);
  }

  private final RetentionJob job =
      new RetentionJob(
          new LargeDays(),
          new SlowEraser(),
          new NoRuns(),
          new DefaultListableBeanFactory().getBeanProvider(KeptState.class),
          new RetentionSettings(183),
          keys,
          null,
          null,
          new Now(clock),
          new SimpleMeterRegistry());

  @BeforeEach
  void withKeys() {
    keys.use(true);
    clock.set(BEGIN);
  }

  private List<UUID> turn() {
    looked.clear();
    job.run();
    return List.copyOf(looked);
  }

  @Test
  void a_turn_ends_after_its_time_and_the_next_begins_with_agents_that_had_none() {
    assertThat(turn()).containsExactly(agent(1), agent(2));
    assertThat(turn()).containsExactly(agent(3), agent(4));
    assertThat(turn()).containsExactly(agent(5));
    assertThat(turn()).as("all had one").containsExactly(agent(1), agent(2));
  }

  @Test
  void where_there_is_time_for_all_each_has_its_turn_each_time() {
    each = Duration.ofSeconds(1);

    assertThat(turn()).hasSize(AGENTS);
    assertThat(turn()).hasSize(AGENTS);
  }
}

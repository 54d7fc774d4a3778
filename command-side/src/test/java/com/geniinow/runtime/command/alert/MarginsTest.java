package com.geniinow.runtime.command.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.alert.Margins.Step;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

/** A look is saved only while nobody can have passed or left a threshold. */
class MarginsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final UUID AGENT = new UUID(0, 1);
  private static final Step USED_NOTHING = new Step(0, 0, 0);

  private final Margins margins =
      new Margins(
          Binder.get(new MockEnvironment()).bindOrCreate("genii.alerts", AlertSettings.class));

  @Test
  void whom_nobody_has_looked_at_has_none() {
    assertThat(margins.hold(AGENT, USED_NOTHING, NOW)).isFalse();
  }

  @Test
  void the_76th_open_task_needs_a_look() {
    looked(70, 0, 1_000);
    for (var task = 71; task <= 75; task++) {
      assertThat(margins.hold(AGENT, Step.OPENED, NOW)).as("%d open", task).isTrue();
      assertThat(margins.hold(AGENT, Step.CLOSED, NOW)).as("may be of before").isTrue();
    }
    assertThat(margins.hold(AGENT, Step.OPENED, NOW)).isFalse();
    assertThat(margins.hold(AGENT, USED_NOTHING, NOW)).as("and all that comes next").isFalse();
  }

  @Test
  void above_75_the_task_that_leaves_60_needs_a_look() {
    looked(80, 0, 1_000, Threshold.QUEUE);
    for (var task = 79; task >= 61; task--) {
      assertThat(margins.hold(AGENT, Step.CLOSED, NOW)).as("%d open", task).isTrue();
      assertThat(margins.hold(AGENT, Step.OPENED, NOW)).as("may be of before").isTrue();
    }
    assertThat(margins.hold(AGENT, Step.CLOSED, NOW)).isFalse();
  }

  @Test
  void what_passes_80_percent_of_the_tokens_needs_a_look() {
    looked(0, 300, 480);
    assertThat(margins.hold(AGENT, new Step(0, 0, 84), NOW)).as("384 of 480").isTrue();
    assertThat(margins.hold(AGENT, new Step(0, 0, 1), NOW)).isFalse();
  }

  @Test
  void tokens_that_are_above_or_may_pass_every_limit_need_none() {
    looked(0, 470, 480, Threshold.TOKENS);
    assertThat(margins.hold(AGENT, new Step(0, 0, 1_000_000), NOW)).isTrue();
    margins.looked(new Figures(AGENT, AGENT, 1_000, 10, true, 0, 1_000, 0, Set.of()), NOW);
    assertThat(margins.hold(AGENT, new Step(0, 0, 1_000_000), NOW)).isTrue();
  }

  @Test
  void it_ends_before_another_process_may_have_taken_over() {
    looked(0, 0, 1_000);
    assertThat(margins.hold(AGENT, Step.OPENED, NOW.plus(Margins.KEPT).minusNanos(1))).isTrue();
    assertThat(margins.hold(AGENT, USED_NOTHING, NOW.plus(Margins.KEPT))).isFalse();
  }

  @Test
  void one_that_is_forgotten_needs_a_look() {
    looked(0, 0, 1_000);
    margins.forget(AGENT);
    assertThat(margins.hold(AGENT, USED_NOTHING, NOW)).isFalse();
  }

  private void looked(long open, long used, long limit, String... above) {
    margins.looked(
        new Figures(AGENT, AGENT, used, limit, false, 0, 1_000, open, Set.of(above)), NOW);
  }
}

package com.geniinow.runtime.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScalingPolicyTest {
  private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
  private static final ScalingSettings SETTINGS = ScalingSettings.standard();
  private static final Load IDLE = new Load(0, 0, 0, 0, 60);

  private final ScalingPolicy policy = new ScalingPolicy(SETTINGS);
  private History history = History.NONE;
  private Instant now = START;

  @Test
  void fifty_tasks_a_minute_of_a_minute_each_take_four_workers() {
    assertThat(policy.enough(new Load(0, 50, 50, 50 / 60.0, 60))).isEqualTo(4);
  }

  @Test
  void quick_tasks_stay_with_one_worker_however_many_wait_for_a_moment() {
    assertThat(policy.enough(new Load(50, 16, 66, 50 / 60.0, 0.1))).isEqualTo(1);
  }

  @Test
  void one_agent_can_use_no_more_workers_than_its_own_limit_fills() {
    assertThat(policy.enough(new Load(96, 4, 4, 10, 60))).isEqualTo(1);
  }

  @Test
  void a_backlog_of_tasks_that_nobody_has_timed_yet_counts_as_long() {
    assertThat(policy.enough(new Load(200, 0, 200, 0, 0))).isEqualTo(5);
  }

  @Test
  void it_grows_at_once_and_never_beyond_the_most() {
    assertThat(look(1, true, new Load(10_000, 16, 10_016, 100, 60))).isEqualTo(20);
  }

  @Test
  void it_shrinks_only_when_fewer_were_enough_for_the_whole_calm_time() {
    assertThat(look(1, true, new Load(0, 64, 64, 1, 60))).isEqualTo(4);
    assertThat(lookAfter(SETTINGS.calm().minusSeconds(1), 4, true, IDLE)).isEqualTo(4);
    assertThat(lookAfter(Duration.ofSeconds(1), 4, true, IDLE)).isEqualTo(4);
    assertThat(lookAfter(SETTINGS.calm(), 4, true, IDLE)).isEqualTo(1);
  }

  @Test
  void a_pool_that_kills_whom_it_likes_shrinks_only_while_nothing_runs() {
    look(4, false, IDLE);
    now = now.plus(SETTINGS.calm());
    look(4, false, IDLE);
    var oneRuns = new Load(0, 1, 1, 0.01, 60);
    assertThat(lookAfter(SETTINGS.calm(), 4, false, oneRuns)).isEqualTo(4);
    assertThat(lookAfter(Duration.ofSeconds(10), 4, false, IDLE)).isEqualTo(1);
  }

  @Test
  void who_knows_nothing_of_the_past_lets_nobody_go() {
    assertThat(look(7, true, IDLE)).isEqualTo(7);
  }

  @Test
  void who_was_away_for_long_lets_nobody_go_on_what_it_knew_then() {
    look(1, true, IDLE);
    assertThat(lookAfter(Duration.ofHours(1), 7, true, IDLE)).isEqualTo(7);
  }

  @Test
  void a_look_now_and_then_is_enough_to_shrink_by() {
    look(4, true, IDLE);
    lookAfter(SETTINGS.calm().plusSeconds(5), 4, true, IDLE);
    assertThat(lookAfter(SETTINGS.calm().plusSeconds(5), 4, true, IDLE)).isEqualTo(1);
  }

  @Test
  void a_pool_outside_its_bounds_is_brought_back() {
    assertThat(look(0, true, IDLE)).isEqualTo(1);
    assertThat(look(50, true, new Load(0, 800, 800, 20, 60))).isEqualTo(20);
  }

  @Test
  void settings_that_make_no_sense_are_refused() {
    var second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new ScalingSettings(0, 20, 16, second, second))
        .hasMessage("workers must be from 1 to 1000, not from 0 to 20");
    assertThatThrownBy(() -> new ScalingSettings(1, 20, 0, second, second))
        .hasMessageContaining("at least one task");
    assertThatThrownBy(() -> new ScalingSettings(1, 20, 16, second, Duration.ZERO))
        .hasMessageContaining("positive");
  }

  private int lookAfter(Duration pause, int current, boolean gentle, Load load) {
    now = now.plus(pause);
    return look(current, gentle, load);
  }

  private int look(int current, boolean gentle, Load load) {
    var decision = policy.decide(now, current, gentle, load, history);
    history = decision.history();
    return decision.workers();
  }
}

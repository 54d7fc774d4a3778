package com.geniinow.runtime.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.testing.Property;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every load. */
class ScalingPolicyProperties {
  private static final ScalingSettings SETTINGS = ScalingSettings.standard();
  private static final int TRIES = 1_000;
  private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
  private static final int LOOK_SECONDS = 10;
  private static final int CALM_LOOKS = (int) SETTINGS.calm().toSeconds() / LOOK_SECONDS;

  private final ScalingPolicy policy = new ScalingPolicy(SETTINGS);

  @Test
  void the_pool_stays_within_its_bounds() {
    Property.holds(
        TRIES,
        random -> {
          var decision =
              policy.decide(
                  START, random.nextInt(61), random.nextBoolean(), load(random), History.NONE);
          assertThat(decision.workers()).isBetween(SETTINGS.min(), SETTINGS.max());
        });
  }

  @Test
  void the_pool_never_has_fewer_slots_than_tasks_that_run() {
    Property.holds(
        TRIES,
        random -> {
          var loads = loads(random);
          var seen = run(loads, true);
          for (var i = 0; i < loads.size(); i++) {
            long room =
                Math.min(loads.get(i).running(), SETTINGS.max() * SETTINGS.tasksPerWorker());
            assertThat((long) seen.get(i) * SETTINGS.tasksPerWorker()).isGreaterThanOrEqualTo(room);
          }
        });
  }

  @Test
  void a_pool_that_kills_never_shrinks_while_a_task_runs() {
    Property.holds(
        TRIES,
        random -> {
          var loads = loads(random);
          var seen = run(loads, false);
          for (var i = 1; i < loads.size(); i++) {
            if (loads.get(i).running() > 0) {
              assertThat(seen.get(i)).isGreaterThanOrEqualTo(seen.get(i - 1));
            }
          }
        });
  }

  @Test
  void more_that_waits_never_asks_for_fewer() {
    Property.holds(
        TRIES,
        random -> {
          var load = load(random);
          var more = random.nextInt(501);
          var heavier =
              new Load(
                  load.queued() + more,
                  load.running(),
                  load.usable() + more,
                  load.arrivalsPerSecond(),
                  load.serviceSeconds());
          assertThat(policy.enough(heavier)).isGreaterThanOrEqualTo(policy.enough(load));
        });
  }

  @Test
  void a_load_that_comes_and_goes_within_the_calm_time_changes_the_pool_once() {
    Property.holds(
        TRIES,
        random -> {
          var one = load(random);
          var other = load(random);
          var every = random.nextInt(1, 6);
          List<Load> loads = new ArrayList<>();
          for (var i = 0; i < 120; i++) {
            loads.add(i / every % 2 == 0 ? one : other);
          }
          var seen = run(loads, true);
          assertThat(seen.subList(2 * every, seen.size()).stream().distinct()).hasSize(1);
        });
  }

  @Test
  void idle_ends_at_the_least_number() {
    var idle = new Load(0, 0, 0, 0, 60);
    for (var current = 1; current <= 20; current++) {
      var seen = run(Collections.nCopies(CALM_LOOKS + 2, idle), current, false);
      assertThat(seen.getLast()).isEqualTo(SETTINGS.min());
    }
  }

  private List<Integer> run(List<Load> loads, boolean gentle) {
    return run(loads, SETTINGS.min(), gentle);
  }

  /** The pool's size after each look. */
  private List<Integer> run(List<Load> loads, int start, boolean gentle) {
    List<Integer> seen = new ArrayList<>();
    var history = History.NONE;
    int current = start;
    for (var i = 0; i < loads.size(); i++) {
      var now = START.plusSeconds((long) i * LOOK_SECONDS);
      var decision = policy.decide(now, current, gentle, loads.get(i), history);
      history = decision.history();
      current = decision.workers();
      seen.add(current);
    }
    return seen;
  }

  private static List<Load> loads(Random random) {
    return Property.list(random, 1, 60, ScalingPolicyProperties::load);
  }

  /** Also none at all, and the most of each figure. */
  private static Load load(Random random) {
    long queued = upTo(random, 2_000);
    long running = upTo(random, 400);
    long usable = running + (long) (upTo(random, 1_000) / 1_000.0 * queued);
    return new Load(
        queued, running, usable, upTo(random, 50_000) / 1_000.0, upTo(random, 600_000) / 1_000.0);
  }

  private static long upTo(Random random, int most) {
    return Property.oneOf(random, 0, most, random.nextInt(most + 1), random.nextInt(most + 1));
  }
}

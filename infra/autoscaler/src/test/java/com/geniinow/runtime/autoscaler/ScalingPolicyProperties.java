package com.geniinow.runtime.autoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every load. */
class ScalingPolicyProperties {
  private static final ScalingSettings SETTINGS = ScalingSettings.standard();
  private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
  private static final int LOOK_SECONDS = 10;
  private static final int CALM_LOOKS = (int) SETTINGS.calm().toSeconds() / LOOK_SECONDS;

  private final ScalingPolicy policy = new ScalingPolicy(SETTINGS);

  @Property
  void the_pool_stays_within_its_bounds(
      @ForAll("loads") Load load,
      @ForAll @IntRange(min = 0, max = 60) int current,
      @ForAll boolean gentle) {
    var decision = policy.decide(START, current, gentle, load, History.NONE);
    assertThat(decision.workers()).isBetween(SETTINGS.min(), SETTINGS.max());
  }

  @Property
  void the_pool_never_has_fewer_slots_than_tasks_that_run(
      @ForAll @Size(min = 1, max = 60) List<@net.jqwik.api.From("loads") Load> loads) {
    var seen = run(loads, true);
    for (int i = 0; i < loads.size(); i++) {
      long room = Math.min(loads.get(i).running(), SETTINGS.max() * SETTINGS.tasksPerWorker());
      assertThat((long) seen.get(i) * SETTINGS.tasksPerWorker()).isGreaterThanOrEqualTo(room);
    }
  }

  @Property
  void a_pool_that_kills_never_shrinks_while_a_task_runs(
      @ForAll @Size(min = 1, max = 60) List<@net.jqwik.api.From("loads") Load> loads) {
    var seen = run(loads, false);
    for (int i = 1; i < loads.size(); i++) {
      if (loads.get(i).running() > 0) {
        assertThat(seen.get(i)).isGreaterThanOrEqualTo(seen.get(i - 1));
      }
    }
  }

  @Property
  void more_that_waits_never_asks_for_fewer(
      @ForAll("loads") Load load, @ForAll @IntRange(max = 500) int more) {
    var heavier =
        new Load(
            load.queued() + more,
            load.running(),
            load.usable() + more,
            load.arrivalsPerSecond(),
            load.serviceSeconds());
    assertThat(policy.enough(heavier)).isGreaterThanOrEqualTo(policy.enough(load));
  }

  @Property
  void a_load_that_comes_and_goes_within_the_calm_time_changes_the_pool_once(
      @ForAll("loads") Load one,
      @ForAll("loads") Load other,
      @ForAll @IntRange(min = 1, max = 5) int every) {
    List<Load> loads = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      loads.add(i / every % 2 == 0 ? one : other);
    }
    var seen = run(loads, true);
    assertThat(seen.subList(2 * every, seen.size()).stream().distinct()).hasSize(1);
  }

  @Property
  void idle_ends_at_the_least_number(@ForAll @IntRange(min = 1, max = 20) int current) {
    var idle = new Load(0, 0, 0, 0, 60);
    var seen = run(java.util.Collections.nCopies(CALM_LOOKS + 2, idle), current, false);
    assertThat(seen.get(seen.size() - 1)).isEqualTo(SETTINGS.min());
  }

  private List<Integer> run(List<Load> loads, boolean gentle) {
    return run(loads, SETTINGS.min(), gentle);
  }

  /** The pool's size after each look. */
  private List<Integer> run(List<Load> loads, int start, boolean gentle) {
    List<Integer> seen = new ArrayList<>();
    var history = History.NONE;
    int current = start;
    for (int i = 0; i < loads.size(); i++) {
      var now = START.plusSeconds((long) i * LOOK_SECONDS);
      var decision = policy.decide(now, current, gentle, loads.get(i), history);
      history = decision.history();
      current = decision.workers();
      seen.add(current);
    }
    return seen;
  }

  @Provide
  Arbitrary<Load> loads() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 2_000),
            Arbitraries.longs().between(0, 400),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.doubles().between(0, 50),
            Arbitraries.doubles().between(0, 600))
        .as(
            (queued, running, share, arrivals, seconds) ->
                new Load(queued, running, running + (long) (share * queued), arrivals, seconds));
  }
}

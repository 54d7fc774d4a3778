package com.geniinow.runtime.benchmarks;

import static com.geniinow.runtime.benchmarks.AutoscaleSimulation.changes;
import static com.geniinow.runtime.benchmarks.AutoscaleSimulation.last;
import static com.geniinow.runtime.benchmarks.AutoscaleSimulation.most;
import static com.geniinow.runtime.benchmarks.AutoscaleSimulation.secondsUntil;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.benchmarks.AutoscaleSimulation.Phase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/autoscaling.svg shows. */
class AutoscaleSimulationTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void workers_grow_under_sustained_load_hold_still_and_return_to_one(boolean gentle) {
    var pool = AutoscaleSimulation.simulate(gentle);
    assertThat(most(pool, Phase.QUIET)).isEqualTo(1);
    assertThat(secondsUntil(pool, 3)).isLessThan(120);
    assertThat(changes(pool, Phase.SUSTAINED)).isLessThanOrEqualTo(4);
    assertThat(most(pool, Phase.BURST)).isBetween(5, 20);
    assertThat(changes(pool, Phase.WAVES)).isLessThanOrEqualTo(3);
    assertThat(last(pool)).isEqualTo(1);
    assertThat(pool.killed()).isZero();
    assertThat(pool.moments().get(pool.moments().size() - 1).queued()).isZero();
  }
}

package com.geniinow.runtime.command.brake;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.brake.Brake.Work;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.brake.BrakeEvent.BrakeReleased;
import com.geniinow.runtime.events.brake.BrakeEvent.BrakeSet;
import com.geniinow.runtime.events.brake.BrakeScope;
import com.geniinow.runtime.events.brake.RunningWork;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BrakesTest {
  private static final List<RunningWork> RAN =
      List.of(new RunningWork(AGENT, task(7), 2, null, 40, Usd.of("0.1")));
  private static final BrakeSet SET =
      new BrakeSet(
          Ids.PLATFORM, task(1), BrakeScope.MODEL, "gpt-4o", null, "odd", RAN, "ann", NOON);

  private final AggregateScene<Brakes> scene = new AggregateScene<>(Brakes.class, Ids.BRAKES);

  @Test
  void the_first_brake_opens_them() {
    scene
        .whenCreated(() -> new Brakes(command(BrakeScope.MODEL, "gpt-4o"), RAN, null, NOON))
        .expectEvents(SET);
  }

  @Test
  void a_brake_in_force_is_found_with_what_ran() {
    scene
        .given(SET)
        .asking(b -> b.find(BrakeScope.MODEL, "gpt-4o"))
        .expectResultMessagePayload(
            new SetBrake.Done(task(1), BrakeScope.MODEL, "gpt-4o", NOON, RAN));
    new AggregateScene<>(Brakes.class, Ids.BRAKES)
        .given(SET)
        .asking(b -> b.find(BrakeScope.TASK_TYPE, "gpt-4o") == null)
        .expectResultMessagePayload(true);
  }

  @Test
  void a_released_one_is_not_found_and_not_released_again() {
    var released = new BrakeReleased(Ids.PLATFORM, task(1), "over", "ann", NOON);
    scene
        .given(SET)
        .asking(b -> b.release(task(1), "over", "ann", NOON))
        .expectResultMessagePayload(true)
        .expectEvents(released);
    new AggregateScene<>(Brakes.class, Ids.BRAKES)
        .given(SET, released)
        .asking(
            b ->
                b.release(task(1), "over", "ann", NOON)
                    || b.find(BrakeScope.MODEL, "gpt-4o") != null)
        .expectResultMessagePayload(false)
        .expectNoEvents();
  }

  @Test
  void a_brake_stops_what_is_in_its_scope() {
    var work = new Work(ENTITY, AGENT, "simulate", "gpt-4o-2024-08-06");
    var other = new Work(task(1), task(2), null, "gpt-4o-mini");
    assertThat(brake(BrakeScope.FLEET, null).stops(other)).isTrue();
    for (var scope :
        List.of(
            brake(BrakeScope.ENTITY, ENTITY.toString()),
            brake(BrakeScope.AGENT, AGENT.toString()),
            brake(BrakeScope.TASK_TYPE, "simulate"),
            brake(BrakeScope.MODEL, "gpt-4o"),
            brake(BrakeScope.MODEL, "gpt-4o-2024-08-06"),
            brake(BrakeScope.MODEL, "GPT-4o"))) {
      assertThat(scope.stops(work)).as("%s", scope).isTrue();
      assertThat(scope.stops(other)).as("%s", scope).isFalse();
    }
  }

  private static Brake brake(BrakeScope scope, @Nullable String id) {
    return new Brake(task(1), scope, id, NOON, "odd");
  }

  private static SetBrake command(BrakeScope scope, String id) {
    return new SetBrake(task(1), scope, id, null, "odd", "ann", NOON);
  }
}

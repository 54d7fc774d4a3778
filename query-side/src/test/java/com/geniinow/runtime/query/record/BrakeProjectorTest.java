package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.brake.BrakeEvent;
import com.geniinow.runtime.events.brake.BrakeEvent.BrakeReleased;
import com.geniinow.runtime.events.brake.BrakeEvent.BrakeSet;
import com.geniinow.runtime.events.brake.BrakeScope;
import com.geniinow.runtime.events.brake.RunningWork;
import com.geniinow.runtime.events.task.TaskEvent.TaskBraked;
import com.geniinow.runtime.events.task.TaskEvent.TaskUnbraked;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is stopped, and the tasks whose attempts were ended for it. */
class BrakeProjectorTest {
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00Z");
  private static final AtomicLong SEQUENCE = new AtomicLong();

  private final UUID brake = UUID.randomUUID();
  private final UUID entity = UUID.randomUUID();

  @Test
  void a_brake_is_a_row_that_is_released_and_an_entry_with_what_ran() {
    var ran = new RunningWork(entity, brake, 2, null, 40, Usd.of("0.25"));
    var set =
        commit(
            new BrakeSet(
                Ids.PLATFORM,
                brake,
                BrakeScope.ENTITY,
                entity.toString(),
                entity,
                "odd",
                List.of(ran),
                "ann",
                AT));
    assertThat(row())
        .containsEntry("scope", "entity")
        .containsEntry("id", entity.toString())
        .containsEntry("of_entity", entity.toString())
        .containsEntry("braked_by", "ann")
        .containsEntry("released_at", null);
    assertThat(Database.rows("ledger_entries", "event_id", set).getFirst().get("details"))
        .contains(
            "\"running\":[{\"agent_id\":\"" + entity,
            "\"attempt\":2",
            "\"cost_usd\":\"0.25\"",
            "\"task_id\":\"" + brake,
            "\"tokens_used\":\"40\"");

    commit(new BrakeReleased(Ids.PLATFORM, brake, "mended", "bob", AT));

    assertThat(row())
        .containsEntry("reason", "odd")
        .containsEntry("released_by", "bob")
        .containsEntry("release_reason", "mended");
  }

  @Test
  void a_task_that_was_stopped_is_queued_and_says_which_attempt_was_ended() {
    var agent = RecordedAgent.provisioned();
    var task = agent.submitted();
    agent.commit(agent.happened().started(task, 1));

    agent.commit(new TaskBraked(agent.id(), task, 1, brake, AT));
    assertThat(RecordedAgent.task(task))
        .containsEntry("status", "queued")
        .containsEntry("attempts", "1")
        .containsEntry("braked_attempt", "1");

    agent.commit(new TaskUnbraked(agent.id(), task, 2, AT));
    assertThat(RecordedAgent.task(task))
        .containsEntry("status", "queued")
        .containsEntry("braked_attempt", null);
  }

  private java.util.Map<String, @org.jspecify.annotations.Nullable String> row() {
    return Database.rows("brakes", "brake_id", brake).getFirst();
  }

  private static UUID commit(BrakeEvent happened) {
    var event =
        new StoredEvent(UUID.randomUUID(), "Brakes", SEQUENCE.getAndIncrement(), happened, null);
    Database.asCommand(
        jdbc -> {
          jdbc.query(
              "SELECT genii_enter(?, ?, ?)", row -> {}, Ids.PLATFORM, Ids.BRAKES, Ids.PLATFORM);
          new Projections(jdbc, id -> null).project(List.of(event));
        });
    return event.eventId();
  }
}

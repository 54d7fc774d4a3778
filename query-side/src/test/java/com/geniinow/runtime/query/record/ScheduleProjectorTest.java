package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.schedule.CatchUp;
import com.geniinow.runtime.events.schedule.Overlap;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleCreated;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleDeleted;
import com.geniinow.runtime.events.schedule.ScheduleEvent.SchedulePaused;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleRan;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleResumed;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleSkipped;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The row of a schedule, event by event; no moment in it is reckoned by the projector. */
class ScheduleProjectorTest {
  private static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");
  private static final Instant FIRST = Instant.parse("2026-03-15T13:00:00Z");

  /** No moment of an hourly schedule's: what its event says stands there all the same. */
  private static final Instant SECOND = Instant.parse("2026-03-15T14:07:00Z");

  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final UUID id = UUID.randomUUID();

  @BeforeEach
  void create() {
    agent.commit(
        new ScheduleCreated(
            agent.id(),
            id,
            "0 * * * *",
            "UTC",
            new Json("{\"type\":\"simulate\"}"),
            Overlap.SKIP,
            CatchUp.LAST,
            FIRST,
            "ann",
            NOW));
  }

  @Test
  void a_schedule_has_a_row_that_says_when_it_is_due() {
    assertThat(row())
        .containsEntry("agent_id", agent.id().toString())
        .containsEntry("entity_id", agent.entity().toString())
        .containsEntry("cron", "0 * * * *")
        .containsEntry("overlap", "skip")
        .containsEntry("catch_up", "last")
        .containsEntry("task", "{\"type\":\"simulate\"}")
        .containsEntry("created_by", "ann")
        .containsEntry("next_due_at", FIRST.toString())
        .containsEntry("last_due_at", null);
  }

  @Test
  void a_run_moves_it_on_and_its_task_is_known_as_one() {
    var task = agent.submitted();
    agent.commit(new ScheduleRan(agent.id(), id, FIRST, task, SECOND, FIRST));

    assertThat(row())
        .containsEntry("next_due_at", SECOND.toString())
        .containsEntry("last_due_at", FIRST.toString())
        .containsEntry("last_task_id", task.toString())
        .containsEntry("last_skip_at", null);
    assertThat(RecordedAgent.task(task)).containsEntry("schedule_id", id.toString());
  }

  @Test
  void runs_that_did_not_happen_move_it_on_too() {
    agent.commit(
        new ScheduleSkipped(
            agent.id(), id, NOW, FIRST, 2, "missed", "nobody was there", SECOND, FIRST));

    assertThat(row())
        .containsEntry("next_due_at", SECOND.toString())
        .containsEntry("last_due_at", FIRST.toString())
        .containsEntry("last_skip_at", FIRST.toString())
        .containsEntry("last_skip_reason", "missed");
  }

  @Test
  void while_it_is_paused_it_is_not_due_and_once_deleted_it_is_gone() {
    agent.commit(new SchedulePaused(agent.id(), id, "ann", NOW));
    assertThat(row()).containsEntry("next_due_at", null);
    agent.commit(new ScheduleResumed(agent.id(), id, SECOND, "ann", FIRST));
    assertThat(row()).containsEntry("next_due_at", SECOND.toString());
    agent.commit(new ScheduleDeleted(agent.id(), id, "ann", FIRST));
    assertThat(Database.rows("agent_schedules", "schedule_id", id)).isEmpty();
  }

  private Map<String, @Nullable String> row() {
    return Database.rows("agent_schedules", "schedule_id", id).getFirst();
  }
}

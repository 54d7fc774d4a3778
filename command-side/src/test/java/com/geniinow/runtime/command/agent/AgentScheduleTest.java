package com.geniinow.runtime.command.agent;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.provisioned;
import static com.geniinow.runtime.command.testing.Story.submitted;
import static com.geniinow.runtime.command.testing.Story.task;

import com.geniinow.runtime.command.agent.DueRun.Missed;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import com.geniinow.runtime.events.agent.AgentEvent.AgentTerminated;
import com.geniinow.runtime.events.schedule.CatchUp;
import com.geniinow.runtime.events.schedule.Overlap;
import com.geniinow.runtime.events.schedule.ScheduleEvent;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleCreated;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleDeleted;
import com.geniinow.runtime.events.schedule.ScheduleEvent.SchedulePaused;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleRan;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleResumed;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleSkipped;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskStarted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which runs of a schedule are due, which are missed, and which of them happen. */
class AgentScheduleTest {
  private static final UUID SCHEDULE = task(7);
  private static final Instant ONE = NOON.plus(Duration.ofHours(1));
  private static final Instant TWO = NOON.plus(Duration.ofHours(2));
  private static final Instant THREE = NOON.plus(Duration.ofHours(3));
  private static final Instant FOUR = NOON.plus(Duration.ofHours(4));
  private static final Duration GRACE = Duration.ofMinutes(1);

  @Test
  void a_schedule_is_noted_with_when_it_is_due_first() {
    given()
        .when(agent -> agent.createSchedule(hourly(SCHEDULE), "ann", NOON))
        .expectEvents(created());
  }

  @Test
  void there_are_100_schedules_at_most_and_one_that_was_deleted_makes_room() {
    List<RuntimeEvent> full = new ArrayList<>();
    for (var n = 1; n <= Agent.MAX_SCHEDULES; n++) {
      full.add(created(task(n), Overlap.SKIP, CatchUp.NONE));
    }
    var more = task(101);
    given(full)
        .when(agent -> agent.createSchedule(hourly(more), "ann", NOON))
        .expectException(RefusedException.class);
    full.add(new ScheduleDeleted(AGENT, task(1), "ann", NOON));
    given(full)
        .when(agent -> agent.createSchedule(hourly(more), "ann", NOON))
        .expectEvents(created(more, Overlap.SKIP, CatchUp.NONE));
  }

  @Test
  void an_agent_that_may_not_submit_gets_none() {
    given(new AgentSuspended(AGENT, "audit", "admin", NOON))
        .when(agent -> agent.createSchedule(hourly(SCHEDULE), "ann", NOON))
        .expectException(RefusedException.class);
  }

  @Test
  void it_is_due_at_its_moment_and_not_before() {
    given(created()).asking(due(ONE.minusNanos(1_000))).expectResultMessagePayload(null);
    given(created()).asking(due(ONE)).expectResultMessagePayload(run(null, ONE));
    given(created())
        .asking(due(ONE.plus(GRACE).minusNanos(1_000)))
        .expectResultMessagePayload(run(null, ONE));
  }

  @Test
  void each_moment_is_decided_about_once_whatever_the_clock_does() {
    given(created(), submitted(run(ONE)), ran(ONE, TWO))
        .asking(due(ONE))
        .expectResultMessagePayload(null);
    given(created(), submitted(run(ONE)), ran(ONE, TWO))
        .asking(due(NOON.minus(Duration.ofDays(9))))
        .expectResultMessagePayload(null);
    given(created(), skipped(ONE, ONE, 1, "overlap", TWO))
        .asking(due(ONE.plusSeconds(30)))
        .expectResultMessagePayload(null);
  }

  @Test
  void the_last_one_of_a_while_is_in_time_and_the_others_are_missed() {
    for (var catchUp : CatchUp.values()) {
      given(created(SCHEDULE, Overlap.SKIP, catchUp))
          .asking(due(FOUR.plusSeconds(5)))
          .expectResultMessagePayload(run(new Missed(ONE, THREE, 3), FOUR));
      given(created(SCHEDULE, Overlap.SKIP, catchUp))
          .asking(due(TWO))
          .expectResultMessagePayload(run(new Missed(ONE, ONE, 1), TWO));
    }
  }

  @Test
  void without_catching_up_what_is_too_late_is_missed() {
    given(created())
        .asking(due(ONE.plus(GRACE)))
        .expectResultMessagePayload(run(new Missed(ONE, ONE, 1), null));
    given(created())
        .asking(due(FOUR.plus(GRACE)))
        .expectResultMessagePayload(run(new Missed(ONE, FOUR, 4), null));
  }

  @Test
  void catching_up_is_the_last_one_however_late() {
    var last = created(SCHEDULE, Overlap.SKIP, CatchUp.LAST);
    given(last).asking(due(ONE.plus(GRACE))).expectResultMessagePayload(run(null, ONE));
    var years = Duration.ofDays(2_000);
    var latest = NOON.plus(years);
    given(last)
        .asking(due(latest.plusSeconds(1_800)))
        .expectResultMessagePayload(
            run(new Missed(ONE, latest.minusSeconds(3_600), years.toHours() - 1), latest));
  }

  @Test
  void a_run_whose_predecessor_has_not_ended_overlaps() {
    var first = Stream.of(created(), submitted(run(ONE)), ran(ONE, TWO)).toList();
    given(first).asking(due(TWO)).expectResultMessagePayload(overlapping(TWO));
    List<RuntimeEvent> ended = new ArrayList<>(first);
    ended.add(new TaskStarted(AGENT, run(ONE), 1, "w", ONE));
    given(ended).asking(due(TWO)).expectResultMessagePayload(overlapping(TWO));
    ended.add(new TaskCompleted(AGENT, run(ONE), 1, Json.EMPTY, ONE));
    given(ended).asking(due(TWO)).expectResultMessagePayload(run(null, TWO));
  }

  @Test
  void a_run_that_may_be_queued_never_overlaps() {
    var queue = created(SCHEDULE, Overlap.QUEUE, CatchUp.NONE);
    given(queue, submitted(run(ONE)), ran(ONE, TWO))
        .asking(due(TWO))
        .expectResultMessagePayload(run(null, TWO));
  }

  @Test
  void a_paused_schedule_is_never_due_and_goes_on_without_what_was_in_between() {
    var paused = new SchedulePaused(AGENT, SCHEDULE, "ann", NOON);
    given(created()).when(agent -> agent.pauseSchedule(SCHEDULE, "ann", NOON)).expectEvents(paused);
    given(created(), paused)
        .when(agent -> agent.pauseSchedule(SCHEDULE, "ann", NOON))
        .expectNoEvents();
    given(created(), paused).asking(due(FOUR)).expectResultMessagePayload(null);
    var resumed = new ScheduleResumed(AGENT, SCHEDULE, FOUR, "ann", THREE);
    given(created(), paused)
        .when(agent -> agent.resumeSchedule(SCHEDULE, "ann", THREE))
        .expectEvents(resumed);
    given(created(), paused, resumed)
        .when(agent -> agent.resumeSchedule(SCHEDULE, "ann", THREE))
        .expectNoEvents();
    given(created(), paused, resumed).asking(due(FOUR)).expectResultMessagePayload(run(null, FOUR));
  }

  @Test
  void a_schedule_that_is_resumed_by_a_clock_behind_runs_nothing_twice() {
    given(
            created(),
            submitted(run(ONE)),
            ran(ONE, TWO),
            new SchedulePaused(AGENT, SCHEDULE, "ann", ONE))
        .when(agent -> agent.resumeSchedule(SCHEDULE, "ann", NOON))
        .expectEvents(new ScheduleResumed(AGENT, SCHEDULE, TWO, "ann", NOON));
  }

  @Test
  void a_run_and_what_did_not_happen_say_when_it_is_due_next() {
    given(created(), submitted(run(ONE)))
        .when(agent -> agent.runSchedule(SCHEDULE, ONE, run(ONE), ONE))
        .expectEvents(ran(ONE, TWO));
    given(created())
        .when(agent -> agent.skipRuns(SCHEDULE, new Missed(ONE, TWO, 2), "missed", null, TWO))
        .expectEvents(
            new ScheduleSkipped(AGENT, SCHEDULE, ONE, TWO, 2, "missed", null, THREE, TWO));
  }

  @Test
  void a_run_without_a_task_is_none() {
    given(created())
        .when(agent -> agent.runSchedule(SCHEDULE, ONE, run(ONE), ONE))
        .expectException(IllegalStateException.class);
  }

  @Test
  void what_is_no_schedule_of_the_agent_is_not_found() {
    for (var id : List.of(task(8), SCHEDULE)) {
      var deleted = new ScheduleDeleted(AGENT, SCHEDULE, "ann", NOON);
      given(created(), deleted)
          .when(agent -> agent.pauseSchedule(id, "ann", NOON))
          .expectException(RefusedException.class);
      given(created(), deleted)
          .when(agent -> agent.resumeSchedule(id, "ann", NOON))
          .expectException(RefusedException.class);
      given(created(), deleted)
          .when(agent -> agent.deleteSchedule(id, "ann", NOON))
          .expectException(RefusedException.class);
      given(created(), deleted)
          .asking(agent -> agent.dueRun(id, ONE.minus(GRACE), ONE))
          .expectResultMessagePayload(null);
    }
  }

  @Test
  void schedules_end_with_their_agent() {
    given(created())
        .when(agent -> agent.terminate("sold", "admin", NOON))
        .expectEvents(
            new ScheduleDeleted(AGENT, SCHEDULE, "admin", NOON),
            new AgentTerminated(AGENT, "sold", "admin", NOON));
  }

  private static NewSchedule hourly(UUID id) {
    return new NewSchedule(id, "0 * * * *", "UTC", Json.EMPTY, Overlap.SKIP, CatchUp.NONE);
  }

  private static ScheduleCreated created() {
    return created(SCHEDULE, Overlap.SKIP, CatchUp.NONE);
  }

  private static ScheduleCreated created(UUID id, Overlap overlap, CatchUp catchUp) {
    return new ScheduleCreated(
        AGENT, id, "0 * * * *", "UTC", Json.EMPTY, overlap, catchUp, ONE, "ann", NOON);
  }

  private static UUID run(Instant due) {
    return ScheduleEvent.taskOf(SCHEDULE, due);
  }

  private static ScheduleRan ran(Instant due, Instant next) {
    return new ScheduleRan(AGENT, SCHEDULE, due, run(due), next, due);
  }

  private static ScheduleSkipped skipped(
      Instant first, Instant last, long runs, String reason, Instant next) {
    return new ScheduleSkipped(AGENT, SCHEDULE, first, last, runs, reason, null, next, last);
  }

  private static DueRun run(@Nullable Missed missed, @Nullable Instant due) {
    return new DueRun(SCHEDULE, missed, due, false);
  }

  private static DueRun overlapping(Instant due) {
    return new DueRun(SCHEDULE, null, due, true);
  }

  private static java.util.function.Function<Agent, @Nullable Object> due(Instant at) {
    return agent -> agent.dueRun(SCHEDULE, at.minus(GRACE), at);
  }

  private static AggregateScene<Agent>.Given given(RuntimeEvent... events) {
    return given(Arrays.asList(events));
  }

  private static AggregateScene<Agent>.Given given(List<? extends RuntimeEvent> events) {
    List<RuntimeEvent> all = new ArrayList<>(List.of(provisioned()));
    all.addAll(events);
    return new AggregateScene<>(Agent.class, AGENT).given(all);
  }
}

package com.geniinow.runtime.command.agent;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.newTask;
import static com.geniinow.runtime.command.testing.Story.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.agent.DueRun.Missed;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.schedule.CatchUp;
import com.geniinow.runtime.events.schedule.Overlap;
import com.geniinow.runtime.events.schedule.ScheduleEvent;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleRan;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleResumed;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleSkipped;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.platform.calendar.DueTimes;
import com.geniinow.runtime.testing.Property;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.modelling.command.Repository;
import org.junit.jupiter.api.Test;

/**
 * Any schedule, looked after by processes whose clocks jump by seconds and by years, on and back,
 * and that crash before the commit; people pause it, and its tasks end when they like.
 */
class ScheduleProperties {
  private static final UUID SCHEDULE = task(7);
  private static final List<String> CRONS =
      List.of("* * * * *", "*/7 * * * *", "0 * * * *", "30 2 * * *", "15 0 1 * 1", "0 0 29 2 *");
  private static final List<String> ZONES =
      List.of("UTC", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia");

  private final EventStore store =
      EmbeddedEventStore.builder().storageEngine(new InMemoryEventStorageEngine()).build();
  private final Repository<Agent> agents =
      EventSourcingRepository.builder(Agent.class).eventStore(store).build();

  @Test
  void each_due_moment_is_decided_about_once_and_none_is_lost() {
    Property.holds(150, random -> new ScheduleProperties().play(random));
  }

  private void play(Random random) {
    var schedule =
        new NewSchedule(
            SCHEDULE,
            Property.oneOf(random, CRONS.toArray(String[]::new)),
            Property.oneOf(random, ZONES.toArray(String[]::new)),
            Json.EMPTY,
            Property.oneOf(random, Overlap.values()),
            Property.oneOf(random, CatchUp.values()));
    var due = DueTimes.of(schedule.cron(), schedule.zone());
    var now = NOON.plusSeconds(random.nextInt(100_000_000));
    var start = now;
    create(schedule, start);
    var active = true;
    for (var step = 0; step < 40; step++) {
      now = now.plus(jump(random));
      var at = now.isBefore(start) ? start : now;
      switch (random.nextInt(8)) {
        case 0 -> {
          command(agent -> agent.pauseSchedule(SCHEDULE, "ann", at), false);
          active = false;
        }
        case 1 -> {
          command(agent -> agent.resumeSchedule(SCHEDULE, "ann", at), false);
          active = true;
        }
        case 2, 3 -> command(agent -> endOne(agent, random, at), false);
        default -> {
          var crashes = random.nextInt(4) == 0;
          command(agent -> run(agent, at), crashes);
          if (active && !crashes) {
            assertThat(next()).as("all that is due was decided about").isAfter(at);
          }
        }
      }
    }
    assertEachOnce(schedule, due);
  }

  /** As its handler does it. */
  private static void run(Agent agent, Instant at) {
    var run = agent.dueRun(SCHEDULE, at.minusSeconds(60), at);
    if (run == null) {
      return;
    }
    var missed = run.missed();
    if (missed != null) {
      agent.skipRuns(SCHEDULE, missed, "missed", null, at);
    }
    var due = run.dueAt();
    if (due != null) {
      var task = run.taskId(due);
      if (run.overlaps() || agent.isFull()) {
        agent.skipRuns(SCHEDULE, new Missed(due, due, 1), "overlap", null, at);
      } else {
        agent.submit(newTask(task), at);
        agent.runSchedule(SCHEDULE, due, task, at);
      }
    }
  }

  private static void endOne(Agent agent, Random random, Instant at) {
    var open = List.copyOf(agent.openTasks().keySet());
    if (!open.isEmpty()) {
      agent.cancel(open.get(random.nextInt(open.size())), "done", "ann", at);
    }
  }

  private void assertEachOnce(NewSchedule schedule, DueTimes due) {
    Set<UUID> tasks = new HashSet<>();
    Instant last = null;
    Instant expected = null;
    for (var event : store.readEvents(AGENT.toString()).asStream().toList()) {
      switch (event.getPayload()) {
        case ScheduleEvent.ScheduleCreated e -> expected = e.nextDueAt();
        case ScheduleResumed e -> {
          assertThat(last == null || e.nextDueAt().isAfter(last)).as("%s", e).isTrue();
          expected = e.nextDueAt();
        }
        case ScheduleRan e -> {
          assertThat(e.dueAt()).as("none is lost: %s", schedule).isEqualTo(expected);
          assertThat(tasks).contains(e.taskId());
          last = e.dueAt();
          expected = due.after(last);
          assertThat(e.nextDueAt()).isEqualTo(expected);
        }
        case ScheduleSkipped e -> {
          assertThat(e.firstDueAt()).as("none is lost: %s", schedule).isEqualTo(expected);
          assertThat(e.runs()).isEqualTo(due.count(e.firstDueAt(), e.lastDueAt()));
          if (schedule.catchUp() == CatchUp.LAST && e.reason().equals("missed")) {
            assertThat(due.after(e.lastDueAt()))
                .as("the last one is not missed")
                .isBeforeOrEqualTo(e.at());
          }
          last = e.lastDueAt();
          expected = due.after(last);
          assertThat(e.nextDueAt()).isEqualTo(expected);
        }
        case TaskSubmitted e -> assertThat(tasks.add(e.taskId())).as("a task twice").isTrue();
        default -> {}
      }
    }
  }

  private Instant next() {
    return store
        .readEvents(AGENT.toString())
        .asStream()
        .map(event -> nextOf(event.getPayload()))
        .flatMap(java.util.Optional::stream)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static java.util.Optional<Instant> nextOf(Object event) {
    return switch (event) {
      case ScheduleEvent.ScheduleCreated e -> java.util.Optional.of(e.nextDueAt());
      case ScheduleResumed e -> java.util.Optional.of(e.nextDueAt());
      case ScheduleRan e -> java.util.Optional.of(e.nextDueAt());
      case ScheduleSkipped e -> java.util.Optional.of(e.nextDueAt());
      default -> java.util.Optional.empty();
    };
  }

  private static Duration jump(Random random) {
    var far =
        Property.oneOf(
            random,
            Duration.ofSeconds(90),
            Duration.ofMinutes(61),
            Duration.ofDays(2),
            Duration.ofDays(400));
    var part = Duration.ofSeconds(random.nextLong(far.toSeconds()));
    return random.nextInt(4) == 0 ? part.negated() : part;
  }

  private void create(NewSchedule schedule, Instant at) {
    var unit = DefaultUnitOfWork.startAndGet(null);
    try {
      agents.newInstance(() -> new Agent(AGENT, ENTITY, "Ada", Json.EMPTY, "admin", at));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    unit.commit();
    command(agent -> agent.createSchedule(schedule, "ann", at), false);
  }

  private void command(Consumer<Agent> command, boolean crashes) {
    var unit = DefaultUnitOfWork.startAndGet(null);
    agents.load(AGENT.toString()).execute(command);
    if (crashes) {
      unit.rollback();
    } else {
      unit.commit();
    }
  }
}

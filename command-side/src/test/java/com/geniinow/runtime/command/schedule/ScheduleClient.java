package com.geniinow.runtime.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Events;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.events.schedule.ScheduleEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** What tests of schedules do and look at, in their words. */
@Component
@Lazy
final class ScheduleClient {
  static final Map<String, Object> TASK = Map.of("type", "simulate", "estimated_tokens", 100);

  final TaskClient tasks;
  private final Runs runs;
  private final AgentLine line;
  private final Clock clock;

  ScheduleClient(TaskClient tasks, Runs runs, AgentLine line, Clock clock) {
    this.tasks = tasks;
    this.runs = runs;
    this.line = line;
    this.clock = clock;
  }

  /** A schedule, and the moment when it is due first: on a full minute. */
  record Planned(UUID agent, UUID id, Instant due) {
    /** The task of its first run. */
    UUID task() {
      return ScheduleEvent.taskOf(id, due);
    }
  }

  /** What is between the first three runs of a planned schedule; the next one is a day later. */
  static final int STEP = 60; // seconds

  /**
   * A schedule that is due in five minutes, and one and two minutes later: until then nothing runs
   * it but the test, by a clock of its own. No later, since agents that share a limit wait for who
   * is in another day already.
   */
  Planned soon(UUID agent, Map<String, ?> more) {
    return in(Duration.ofMinutes(5), agent, more);
  }

  /** The same in so long, or two minutes more. */
  Planned in(Duration wait, UUID agent, Map<String, ?> more) {
    var due = clock.instant().truncatedTo(ChronoUnit.MINUTES).plus(wait);
    while (due.atOffset(ZoneOffset.UTC).getMinute() > 57) {
      due = due.plusSeconds(STEP);
    }
    var time = due.atOffset(ZoneOffset.UTC);
    var minute = time.getMinute();
    var cron = "%d-%d %d * * *".formatted(minute, minute + 2, time.getHour());
    var id = create(agent, cron, more);
    assertThat(view(agent, id).body().at("/next_runs/0").asString()).isEqualTo(due.toString());
    return new Planned(agent, id, due);
  }

  UUID create(UUID agent, String cron, Map<String, ?> more) {
    var answer = tryCreate(agent, cron, more);
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    return UUID.fromString(answer.text("schedule_id"));
  }

  Answer tryCreate(UUID agent, String cron, Map<String, ?> more) {
    Map<String, Object> body = new HashMap<>(Map.of("cron", cron, "task", TASK));
    body.putAll(more);
    return tasks.api.asAgent(agent, "POST", path(agent), body);
  }

  Answer view(UUID agent, UUID schedule) {
    return tasks.api.asAgent(agent, "GET", path(agent) + "/" + schedule, null);
  }

  Answer post(UUID agent, UUID schedule, String act) {
    return tasks.api.asAgent(agent, "POST", path(agent) + "/" + schedule + "/" + act, null);
  }

  Answer delete(UUID agent, UUID schedule) {
    return tasks.api.asAgent(agent, "DELETE", path(agent) + "/" + schedule, null);
  }

  static String path(UUID agent) {
    return "/api/agents/" + agent + "/schedules";
  }

  /** As its sweep does it, by a clock of the test's. */
  Optional<UUID> run(UUID agent, UUID schedule, Instant at) {
    return line.send(runs.command(agent, schedule, at, at));
  }

  /** Each run that did not happen: from when to when, how many, and why. */
  List<String> skipped(UUID agent) {
    return Events.of(agent).all().stream()
        .filter(event -> event.kind().equals("ScheduleSkipped"))
        .map(
            event ->
                "%s %s %d %s"
                    .formatted(
                        event.payload().path("firstDueAt").asString(),
                        event.payload().path("lastDueAt").asString(),
                        event.payload().path("runs").asLong(),
                        event.payload().path("reason").asString()))
        .toList();
  }

  static String skip(Instant first, Instant last, long runs, String reason) {
    return "%s %s %d %s".formatted(first, last, runs, reason);
  }

  static String skip(Instant due, String reason) {
    return skip(due, due, 1, reason);
  }
}

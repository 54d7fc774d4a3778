package com.geniinow.runtime.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.CommandSideProcess;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.Events;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.schedule.ScheduleClient.Planned;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.queue.TaskQueue;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Each run happens once, whatever dies, and however many look after it at the same instant. */
@RuntimeTest
class OneRunTest {
  /** What a process was killed before, and in the last two after. */
  private static final List<String> STEPS =
      List.of("submitting", "noting", "skipping", "noted", "skipped");

  @Autowired TaskClient tasks;
  @Autowired ScheduleClient schedules;
  @Autowired TestClock clock;
  @Autowired TaskQueue queue;

  @AfterEach
  void letClockGo() {
    clock.letGo();
  }

  @Test
  void two_processes_that_look_at_once_decide_about_each_moment_once() throws Exception {
    clock.set(Instant.now().minus(Duration.ofMinutes(5)));
    var agents = IntStream.range(0, 5).mapToObj(n -> tasks.agent()).toList();
    Map<UUID, UUID> made = new LinkedHashMap<>();
    for (var agent : agents) {
      for (var n = 0; n < 4; n++) {
        made.put(
            schedules.create(agent, "* * * * *", Map.of("overlap", "queue", "catch_up", "last")),
            agent);
      }
    }
    try (var other = SecondProcess.start()) {
      clock.letGo();
      Parallel.all(
          8,
          n -> {
            if (n % 2 == 0) {
              tasks.run(ScheduleSweep.NAME);
            } else {
              other.run(ScheduleSweep.NAME);
            }
            return n;
          });
    }
    var now = Instant.now();
    made.forEach((schedule, agent) -> assertEachOnce(agent, schedule, now));
    made.forEach((schedule, agent) -> schedules.delete(agent, schedule));
    agents.forEach(Consistency::assertTablesFollowEvents);
  }

  private static void assertEachOnce(UUID agent, UUID schedule, Instant now) {
    Instant last = null;
    for (var event : Events.of(agent).all()) {
      if (!event.payload().path("scheduleId").asString("").equals(schedule.toString())) {
        continue;
      }
      switch (event.kind()) {
        case "ScheduleRan" -> {
          var due = Instant.parse(event.payload().path("dueAt").asString());
          assertThat(last == null || due.equals(last.plusSeconds(60))).as("%s", event).isTrue();
          last = due;
        }
        case "ScheduleSkipped" -> {
          var first = Instant.parse(event.payload().path("firstDueAt").asString());
          assertThat(last == null || first.equals(last.plusSeconds(60))).as("%s", event).isTrue();
          last = Instant.parse(event.payload().path("lastDueAt").asString());
          assertThat(Duration.between(first, last).toMinutes() + 1)
              .isEqualTo(event.payload().path("runs").asLong());
        }
        default -> {}
      }
    }
    assertThat(last).isAfter(now.minusSeconds(75));
  }

  @Test
  void the_same_moment_in_two_commands_at_once_is_one_run() throws Exception {
    var planned = schedules.soon(tasks.agent(), Map.of());
    var answers = Parallel.all(12, n -> run(planned, 0));
    assertThat(answers.stream().flatMap(Optional::stream)).containsExactly(planned.task());
    assertThat(Events.of(planned.agent()).count("TaskSubmitted")).isEqualTo(1);
  }

  /** SIGKILL at every step, each of a schedule of its own. */
  @Test
  void what_is_killed_at_any_step_runs_once() throws Exception {
    // A process that lives by the real time, which it starts where there is no archive yet.
    CommandSideProcess.java(DyingScheduler.class, "400m");
    // Still, and as long ago as the other process believes: nothing is due but by the test's word.
    clock.set(Instant.now().minus(DyingScheduler.BEHIND));
    Map<String, Planned> all = new LinkedHashMap<>();
    STEPS.forEach(
        step -> all.put(step, schedules.in(Duration.ofHours(1), tasks.agent(), Map.of())));
    List<String> arguments = new ArrayList<>();
    all.forEach(
        (step, planned) ->
            arguments.add(
                String.join(
                    " ",
                    step,
                    planned.agent().toString(),
                    planned.id().toString(),
                    at(step, planned).toString())));
    try (var process =
        CommandSideProcess.start(DyingScheduler.class, "400m", arguments.toArray(String[]::new))) {
      assertThat(process.process().waitFor(4, TimeUnit.MINUTES)).isTrue();
      assertThat(process.process().exitValue()).isEqualTo(137);
      var log = Files.readString(process.log());
      STEPS.forEach(step -> assertThat(log).contains(DyingScheduler.stopped(step)));
    }
    for (var step : STEPS) {
      var planned = all.get(step);
      Parallel.all(4, n -> schedules.run(planned.agent(), planned.id(), at(step, planned)));
      assertOnce(step, planned);
    }
    Replayed.assertLiveEqualsReplay(tasks.api);
  }

  private static Instant at(String step, Planned planned) {
    return planned.due().plusSeconds(step.startsWith("skip") ? 200 : 5);
  }

  private void assertOnce(String step, Planned planned) {
    var events = Events.of(planned.agent());
    var skips = step.startsWith("skip");
    assertThat(events.count("ScheduleSkipped")).as(step).isEqualTo(skips ? 1 : 0);
    assertThat(events.count("ScheduleRan")).as(step).isEqualTo(skips ? 0 : 1);
    assertThat(events.count("TaskSubmitted")).as(step).isEqualTo(skips ? 0 : 1);
    assertThat(tasks.reserved(planned.agent())).as(step).isEqualTo(skips ? 0 : 100);
    if (!skips) {
      await()
          .atMost(TaskClient.SOON)
          .until(() -> queue.snapshot(planned.agent()).contains(planned.task()));
    }
    Consistency.assertTablesFollowEvents(planned.agent());
  }

  private Optional<UUID> run(Planned planned, long late) {
    return schedules.run(planned.agent(), planned.id(), planned.due().plusSeconds(late));
  }
}

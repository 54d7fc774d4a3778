package com.geniinow.runtime.command.brake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Sabotage;
import com.geniinow.runtime.command.testing.BrakeClient;
import com.geniinow.runtime.command.testing.TaskClient;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Many running attempts of many agents are ended by one act, those of an agent together. */
@RuntimeTest
class ManyAttemptsTest {
  private static final int ATTEMPTS = 200;

  @Autowired TaskClient tasks;

  @Test
  void two_hundred_attempts_are_ended_by_one_act() throws Exception {
    var agents = IntStream.range(0, 20).mapToObj(n -> tasks.agent()).toList();
    var each = ATTEMPTS / agents.size();
    var running = agents.stream().flatMap(agent -> tasks.submitMany(agent, each).stream()).toList();
    assertThat(Parallel.on(8, ATTEMPTS, n -> tasks.start(running.get(n)))).containsOnly(1);
    try (var brakes = new BrakeClient(tasks.api)) {
      var brake = brakes.set("fleet", null);

      assertThat(brake.body().path("running").size()).isGreaterThanOrEqualTo(ATTEMPTS);
      for (var task : running) {
        // The act itself waits for three seconds at most, and goes on after that.
        await()
            .pollDelay(Duration.ZERO)
            .atMost(Duration.ofSeconds(30))
            // Nobody beats for them: what their leases were charged may be behind it already.
            .untilAsserted(() -> assertThat(tasks.events(task)).contains("TaskBraked"));
      }
    }
  }

  @Test
  void what_fails_for_one_attempt_keeps_no_other_of_its_agent_running() {
    var agent = tasks.agent();
    var failing = tasks.submit(agent);
    var other = tasks.submit(agent);
    assertThat(tasks.start(failing)).isEqualTo(1);
    assertThat(tasks.start(other)).isEqualTo(1);
    var fails =
        "IF NEW.task_id = '%s' THEN RAISE EXCEPTION '%s'; END IF;"
            .formatted(failing, Sabotage.MESSAGE);
    try (var brakes = new BrakeClient(tasks.api)) {
      try (var sabotage = Sabotage.after("agent_tasks", agent, fails)) {
        brakes.set("agent", agent.toString());

        await()
            .atMost(TaskClient.SOON)
            .untilAsserted(() -> assertThat(tasks.events(other)).contains("TaskBraked"));
        assertThat(tasks.status(failing)).isEqualTo("running");
      }
      await()
          .atMost(TaskClient.SOON)
          .untilAsserted(() -> assertThat(tasks.events(failing)).contains("TaskBraked"));
    }
  }
}

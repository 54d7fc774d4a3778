package com.geniinow.runtime.command.brake;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.BrakeClient;
import com.geniinow.runtime.command.testing.TaskClient;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** Each of many running attempts is ended by a command of its own, many at once. */
@RuntimeTest
@Import(TaskClient.class)
class ManyAttemptsTest {
  private static final int ATTEMPTS = 200;

  @Autowired TaskClient tasks;

  @Test
  void two_hundred_attempts_are_ended_within_two_seconds() throws Exception {
    var agents = IntStream.range(0, 20).mapToObj(n -> tasks.agent()).toList();
    var running = Parallel.on(8, ATTEMPTS, n -> tasks.submit(agents.get(n % agents.size())));
    assertThat(Parallel.on(8, ATTEMPTS, n -> tasks.start(running.get(n)))).containsOnly(1);
    try (var brakes = new BrakeClient(tasks.api)) {
      var brake = brakes.set("fleet", null);

      assertThat(brake.body().path("running").size()).isGreaterThanOrEqualTo(ATTEMPTS);
      assertThat(brake.body().path("stopped_within_ms").asLong(9_999)).isLessThan(2_000);
      for (var task : running) {
        assertThat(tasks.events(task)).endsWith("TaskBraked");
      }
    }
  }
}

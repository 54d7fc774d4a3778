package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.queue.TaskQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Whose turn is first. */
@RuntimeTest
class PriorityTest {
  @Autowired TaskClient tasks;
  @Autowired TestClock clock;
  @Autowired TaskQueue queue;

  @AfterEach
  void letClockGo() {
    clock.letGo();
  }

  @Test
  void a_lower_number_comes_first_and_what_waited_long_enough_before_it() {
    var agent = tasks.agent();
    clock.set(Instant.now().minusSeconds(190));
    var patient = submit(agent, 5);
    clock.letGo();
    var middle = submit(agent, 3);
    var last = submit(agent, 4);
    var first = submit(agent, 1);
    var second = submit(agent, 2);

    var order = List.of(first, patient, second, middle, last);
    assertThat(order(agent)).isEqualTo(order);

    order.forEach(task -> queue.remove(agent, task));
    org.awaitility.Awaitility.await()
        .atMost(TaskClient.SOON)
        .untilAsserted(
            () -> {
              tasks.run("queue-reconciler");
              assertThat(order(agent)).isEqualTo(order);
            });
  }

  private UUID submit(UUID agent, int priority) {
    return UUID.fromString(tasks.trySubmit(agent, Map.of("priority", priority)).text("task_id"));
  }

  /** The next one first. */
  private List<UUID> order(UUID agent) {
    return new ArrayList<>(queue.snapshot(agent)).reversed();
  }
}

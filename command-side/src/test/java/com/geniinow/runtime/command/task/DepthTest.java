package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RuntimeTest
class DepthTest {
  @Autowired TaskClient tasks;

  @Test
  void exactly_a_hundred_tasks_are_open_however_many_come_at_once_on_whichever_path()
      throws Exception {
    var agent = tasks.agent();
    List<UUID> dead = new ArrayList<>();
    for (var n = 0; n < 5; n++) {
      dead.add(tasks.deadTask(agent));
    }
    // One that retries: it counts as open all the while.
    var retrying = tasks.submit(agent);
    tasks.fail(retrying, tasks.start(retrying), true, 1);

    List<Callable<Api.Answer>> calls = new ArrayList<>();
    for (var n = 0; n < 300; n++) {
      calls.add(() -> tasks.trySubmit(agent, Map.of("estimated_tokens", 1)));
      if (n % 60 == 0) {
        var task = dead.get(n / 60);
        calls.add(() -> tasks.redrive(task));
      }
    }
    List<Api.Answer> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Api.Answer> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
    }

    assertThat(answers).extracting(Api.Answer::status).containsOnly(202, 429);
    assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(99);
    assertThat(answers)
        .filteredOn(answer -> answer.status() == 429)
        .allSatisfy(
            answer -> {
              assertThat(answer.text("reason")).isEqualTo("queue_full");
              assertThat(answer.headers()).containsKey("retry-after");
            });
    assertThat(
            tasks
                .system
                .sql(
                    """
                    SELECT count(*) FROM agent_tasks
                    WHERE agent_id = ? AND status IN ('queued', 'running', 'retrying')""")
                .param(agent)
                .query(Long.class)
                .single())
        .isEqualTo(100);

    // The retry had its place all along, and an end makes room for one more.
    tasks.awaitStatus(retrying, "queued");
    tasks.complete(retrying, tasks.start(retrying));
    assertThat(tasks.trySubmit(agent, Map.of()).status()).isEqualTo(202);
    assertThat(tasks.trySubmit(agent, Map.of()).status()).isEqualTo(429);
  }
}

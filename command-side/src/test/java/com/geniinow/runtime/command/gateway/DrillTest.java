package com.geniinow.runtime.command.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.BrakeClient;
import com.geniinow.runtime.command.testing.TaskClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The whole fleet is stopped in the middle of its work, and goes on. */
@RuntimeTest
@Timeout(240)
class DrillTest {
  private static final int AGENTS = 10;

  /** By {@code -Ddrill.tasks} and {@code -Ddrill.streams}; docs/brakes.md has the command. */
  private static final int TASKS = Integer.getInteger("drill.tasks", 60);

  private static final int STREAMS = Integer.getInteger("drill.streams", 10);

  /** Two, and as many more as a machine may take that does other things besides. */
  private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("drill.seconds", 10));

  @LocalServerPort int port;
  @Autowired TaskClient tasks;

  @Test
  void nothing_runs_soon_after_nothing_else_is_charged_and_each_task_completes_once()
      throws Exception {
    try (var second = SecondProcess.start();
        var brakes = new BrakeClient(second.api())) {
      var both = List.of(new Api(port), second.api());
      var agents = IntStream.range(0, AGENTS).mapToObj(n -> agent(both.get(n % 2))).toList();
      var ids = agents.stream().map(GatewayAgent::id).toArray(UUID[]::new);
      var running =
          Parallel.on(8, TASKS, n -> submitted(agents.get(n % AGENTS))).stream()
              .peek(tasks::start)
              .toList();
      var queued = submitted(agents.getFirst());
      var streams = OpenStreams.open(STREAMS, agents);
      long usedBefore = used(ids);

      long began = System.nanoTime();
      var brake = brakes.set("fleet", null);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
      assertThat(brake.body().path("running").size()).isGreaterThanOrEqualTo(TASKS + STREAMS);

      assertNothingRuns(ids);
      assertThat(tasks.trySubmit(ids[0], Map.of()).text("reason")).isEqualTo("braked");
      streams.assertCutByBrake();
      // What each had used by then is said by half of the processes, twice by some.
      for (var n = 0; n < TASKS; n++) {
        assertThat(tasks.complete(running.get(n), 1).status()).isEqualTo(409);
        if (n % 3 == 0) {
          assertThat(tasks.complete(running.get(n), 1).status()).isEqualTo(409);
        }
      }
      long ofCalls = ofCalls(ids);
      assertThat(used(ids)).isEqualTo(usedBefore + TASKS * 40L + ofCalls);
      assertThat(ofCalls).isPositive();
      assertThat(held(ids)).isEqualTo(100); // of the one that only waited
      assertNothingRuns(ids);

      brakes.release(brake.text("brake_id"));

      var all = new ArrayList<>(running);
      all.add(queued);
      Parallel.on(8, all.size(), n -> complete(all.get(n)));
      assertThat(held(ids)).isZero();
      assertThat(used(ids)).isEqualTo(usedBefore + TASKS * 80L + 40 + ofCalls);
      assertThat(
              Superuser.count(
                  "SELECT count(*) FROM domain_event_entry WHERE agent_id = ANY (?)"
                      + " AND payload_type LIKE '%TaskCompleted'",
                  (Object) ids))
          .isEqualTo(TASKS + 1);
      assertThat(
              Superuser.count(
                  "SELECT count(*) FROM agent_tasks WHERE agent_id = ANY (?)"
                      + " AND (status <> 'completed' OR braked_attempt IS NOT NULL)",
                  (Object) ids))
          .isZero();
      Replayed.assertLiveEqualsReplay(both.getFirst());
    }
  }

  private static GatewayAgent agent(Api api) {
    return GatewayAgent.of(api, api.provision(Map.of("monthly_token_limit", 10_000_000)));
  }

  private UUID submitted(GatewayAgent agent) {
    return tasks.submit(agent.id());
  }

  private boolean complete(UUID task) {
    await().atMost(TaskClient.SOON).until(() -> tasks.tryStart(task).status() == 201);
    int attempt = tasks.view(task, "attempts").asInt();
    return tasks.complete(task, attempt).status() == 200;
  }

  /** The act answers when nothing runs any more, or after three seconds, when it goes on alone. */
  private static void assertNothingRuns(UUID[] agents) {
    var running =
        """
        SELECT (SELECT count(*) FROM agent_tasks WHERE agent_id = ANY (?) AND status = 'running')
          + (SELECT count(*) FROM running_calls WHERE agent_id = ANY (?))""";
    await().atMost(SOON).until(() -> Superuser.count(running, agents, agents) == 0);
  }

  private static long used(UUID[] agents) {
    return Superuser.count(
        "SELECT sum(monthly_tokens_used) FROM agent_quotas WHERE agent_id = ANY (?)",
        (Object) agents);
  }

  private static long held(UUID[] agents) {
    return Superuser.count(
        "SELECT sum(monthly_tokens_reserved) FROM agent_quotas WHERE agent_id = ANY (?)",
        (Object) agents);
  }

  private static long ofCalls(UUID[] agents) {
    return Superuser.count(
        "SELECT coalesce(sum(tokens), 0) FROM agent_quota_usage WHERE agent_id = ANY (?)"
            + " AND call_id IS NOT NULL",
        (Object) agents);
  }
}

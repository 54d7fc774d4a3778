package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.queue.TaskQueue;
import com.geniinow.runtime.servers.LocalServers;
import com.geniinow.runtime.servers.managed.ManagedServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** PostgreSQL or Redis go away under the running service and come back. */
@RuntimeTest
class OutageTest {
  // Waits are 3 seconds at most; without their bounds they would be the sockets' 20.
  private static final Duration QUICKLY = Duration.ofSeconds(12);
  private static final Duration RECOVERY = Duration.ofMinutes(2);
  private static final int CONNECTIONS = 12;
  private static final ManagedServer POSTGRES = LocalServers.shared().postgres();
  private static final ManagedServer REDIS = LocalServers.shared().redis();

  @LocalServerPort int port;
  @Autowired TaskQueue queue;
  @Autowired MeterRegistry meters;

  private Api api;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    api = new Api(port);
    agent = api.provision(Map.of());
  }

  /** Other tests of this JVM share the servers. */
  @AfterEach
  void everythingRunsAgain() {
    POSTGRES.start();
    REDIS.start();
    await().atMost(RECOVERY).until(() -> api.asAdmin("GET", "/api/agents", null).status() == 200);
    if (agent != null) {
      await().atMost(RECOVERY).until(() -> submit().status() == 202);
    }
  }

  @Test
  void without_postgresql_every_route_says_so_quickly_and_recovers_by_itself() {
    var task = UUID.fromString(submit().text("task_id"));
    POSTGRES.stop();

    for (Supplier<Api.Answer> call :
        List.<Supplier<Api.Answer>>of(
            this::submit,
            () -> provision(UUID.randomUUID()),
            () -> api.asAgent(agent, "GET", "/api/agents/" + agent + "/quota", null),
            () -> api.asAdmin("GET", "/api/agents", null),
            () -> start(task))) {
      assertUnavailable(timed(call));
    }
    assertThat(health("liveness")).isEqualTo(200);
    assertThat(timed(() -> api.asAdmin("GET", "/actuator/health/readiness", null)))
        .satisfies(
            timed -> {
              assertThat(timed.answer().status()).isEqualTo(503);
              assertThat(timed.took()).isLessThan(QUICKLY);
            });

    POSTGRES.start();
    await().atMost(RECOVERY).untilAsserted(() -> assertThat(submit().status()).isEqualTo(202));
    await().atMost(RECOVERY).untilAsserted(() -> assertThat(health("readiness")).isEqualTo(200));
    assertThat(start(task).status()).isEqualTo(201);
    assertThat(api.asAdmin("GET", "/api/agents/" + agent, null).status()).isEqualTo(200);
    Consistency.assertTablesFollowEvents(agent);
  }

  @Test
  void those_who_wait_in_one_agents_line_are_told_as_quickly() throws Exception {
    POSTGRES.stop();
    double before = rolledBack();
    var answers = Parallel.all(30, n -> timed(this::submit));
    assertThat(answers).allSatisfy(OutageTest::assertUnavailable);
    assertThat(rolledBack() - before)
        .as("only a transaction that had a connection can be rolled back")
        .isLessThan(CONNECTIONS);
  }

  @Test
  void a_crash_of_postgresql_loses_nothing_that_was_acknowledged() throws Exception {
    var before = IntStream.range(0, 10).mapToObj(n -> submit().text("task_id")).toList();
    POSTGRES.kill();
    assertUnavailable(timed(this::submit));
    POSTGRES.start();
    await().atMost(RECOVERY).untilAsserted(() -> assertThat(submit().status()).isEqualTo(202));
    assertThat(Events.of(agent).statuses().keySet().stream().map(UUID::toString))
        .containsAll(before)
        .hasSize(11);
    Consistency.assertTablesFollowEvents(agent);
  }

  @Test
  void without_redis_tasks_are_accepted_and_dispatched_when_it_is_back() {
    REDIS.stop();
    var tasks =
        IntStream.range(0, 5)
            .mapToObj(n -> timed(this::submit))
            .map(
                timed -> {
                  assertThat(timed.answer().status()).as("%s", timed).isEqualTo(202);
                  assertThat(timed.took()).isLessThan(QUICKLY);
                  return UUID.fromString(timed.answer().text("task_id"));
                })
            .toList();
    assertThat(health("readiness")).as("Redis is not needed to take tasks").isEqualTo(200);

    REDIS.start();
    await()
        .atMost(RECOVERY)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(queue.snapshot(agent)).containsAll(tasks));
  }

  private Api.Answer submit() {
    return api.asAgent(
        agent, "POST", "/api/tasks", Map.of("type", "simulate", "estimated_tokens", 1));
  }

  private Api.Answer provision(UUID id) {
    return api.asAdmin(
        "POST",
        "/api/agents/provision",
        Map.of("agent_id", id, "entity_id", UUID.randomUUID(), "name", "outage"));
  }

  private Api.Answer start(UUID task) {
    return api.asWorker(
        "POST", "/internal/tasks/" + task + "/attempts", Map.of("worker_id", "tests"));
  }

  private double rolledBack() {
    return meters.get("genii.transactions").tag("outcome", "rolled_back").counter().count();
  }

  private int health(String probe) {
    return api.asAdmin("GET", "/actuator/health/" + probe, null).status();
  }

  private record Timed(Api.Answer answer, Duration took) {}

  private static Timed timed(Supplier<Api.Answer> call) {
    long before = System.nanoTime();
    var answer = call.get();
    return new Timed(answer, Duration.ofNanos(System.nanoTime() - before));
  }

  private static void assertUnavailable(Timed timed) {
    assertThat(timed.answer().status()).as("%s", timed).isEqualTo(503);
    assertThat(timed.answer().text("reason")).isEqualTo("unavailable");
    assertThat(timed.answer().headers()).containsKey("retry-after");
    assertThat(timed.took()).as("%s", timed).isLessThan(QUICKLY);
  }
}

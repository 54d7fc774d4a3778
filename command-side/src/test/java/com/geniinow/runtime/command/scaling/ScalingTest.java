package com.geniinow.runtime.command.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.autoscaler.WorkerPool;
import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

@RuntimeTest
@Import(ScalingTest.Pool.class)
@TestPropertySource(
    properties = {
      "genii.autoscale.worker-pool=projects/p/locations/l/workerPools/w",
      "genii.autoscale.tasks-per-worker=1",
      "genii.autoscale.calm=1s",
      "genii.autoscale.every=100ms"
    })
class ScalingTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  @Autowired FakePool pool;

  @Autowired
  @Qualifier("system") JdbcClient system;

  @Autowired
  @Qualifier("system") DataSource systemLogin;

  @Value("${local.server.port}")
  int port;

  private Api api;

  /** What other tests left open would fill the pool by itself. */
  @BeforeEach
  void nothingIsOpen() throws Exception {
    api = new Api(port);
    var agents =
        system
            .sql(
                """
                SELECT DISTINCT agent_id FROM agent_tasks
                WHERE status IN ('queued', 'running', 'retrying')""")
            .query(UUID.class)
            .list();
    Parallel.on(8, agents.size(), n -> terminate(agents.get(n)));
    await().atMost(SOON).until(() -> pool.size == 1);
  }

  private int terminate(UUID agent) {
    var path = "/api/agents/" + agent + "/terminate";
    return api.asAdmin("POST", path, Map.of("reason", "t")).status();
  }

  @Test
  void the_pool_follows_the_tasks_and_the_fleet_has_one_memory_of_it() {
    List<UUID> running = new ArrayList<>();
    for (var i = 0; i < 3; i++) {
      running.add(submit(api.provision(Map.of())));
    }
    running.forEach(task -> call(task, "", Map.of("worker_id", "w")));
    await().atMost(SOON).until(() -> pool.size >= 3);
    assertThat(
            system
                .sql(
                    "SELECT convert_from(task_data, 'UTF8') FROM scheduled_tasks"
                        + " WHERE task_name = ?")
                .param("autoscale")
                .query(String.class)
                .single())
        .contains("wishes");

    var done = Map.of("result", Map.of(), "usage", Map.of("input_tokens", 0, "output_tokens", 1));
    running.forEach(task -> call(task, "/1/complete", done));
    int before = pool.size;
    await().atMost(SOON).until(() -> pool.size < before);
  }

  @Test
  void the_load_is_what_agents_may_run_at_once() {
    var source = new DatabaseLoad(systemLogin::getConnection, 4);
    var before = source.at(Instant.now());
    var standard = api.provision(Map.of());
    var own = api.provision(Map.of("metadata", Map.of("concurrency", 2)));
    var suspended = api.provision(Map.of());
    for (var i = 0; i < 6; i++) {
      submit(standard);
      submit(own);
      submit(suspended);
    }
    api.asAdmin("POST", "/api/agents/" + suspended + "/suspend", Map.of("reason", "test"));

    var load = source.at(Instant.now());
    assertThat(load.queued() - before.queued()).isEqualTo(12);
    assertThat(load.usable() - before.usable()).isEqualTo(4 + 2);
    // Of the last minute; what came before it drops out meanwhile.
    assertThat(load.arrivalsPerSecond()).isGreaterThanOrEqualTo(18 / 60.0);
  }

  private UUID submit(UUID agent) {
    var body = Map.of("type", "simulate", "estimated_tokens", 10);
    return UUID.fromString(api.asAgent(agent, "POST", "/api/tasks", body).text("task_id"));
  }

  private void call(UUID task, String path, Object body) {
    var answer = api.asWorker("POST", "/internal/tasks/" + task + "/attempts" + path, body);
    assertThat(answer.status()).as("%s", answer).isBetween(200, 201);
  }

  /** Workers that are nothing but a number. */
  static final class FakePool implements WorkerPool {
    volatile int size = 1;

    @Override
    public int size() {
      return size;
    }

    @Override
    public void resize(int workers) {
      size = workers;
    }

    @Override
    public boolean gentle() {
      return true;
    }
  }

  @TestConfiguration
  static class Pool {
    @Bean
    FakePool fakePool() {
      return new FakePool();
    }
  }
}

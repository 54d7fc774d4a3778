package com.geniinow.runtime.command.worker;

import static com.geniinow.runtime.command.testing.WorkClient.completed;
import static com.geniinow.runtime.command.testing.WorkClient.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.BrakeClient;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.command.testing.WorkClient;
import com.geniinow.runtime.queue.QueueDepth;
import com.geniinow.runtime.queue.TaskQueue;
import com.geniinow.runtime.servers.LocalServers;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

@RuntimeTest
class ClaimTest {
  @Autowired TaskClient tasks;
  @Autowired TaskQueue queue;
  @Autowired StringRedisTemplate redis;
  private UUID agent;
  private WorkClient own;

  @BeforeEach
  void anAgent() {
    agent = tasks.agent();
    own = WorkClient.agent(tasks.api, agent);
  }

  @Test
  void claimed_is_started_and_names_all_that_is_needed_to_run_it() {
    var task = tasks.submit(agent);

    var items = own.claim();

    assertThat(tasks(items)).containsExactly(task);
    var item = items.getFirst();
    assertThat(item.path("attempt").asInt()).isEqualTo(1);
    assertThat(item.path("lease_seconds").asInt()).isEqualTo(30);
    assertThat(item.path("reserved").path("tokens").asInt()).isEqualTo(100);
    assertThat(item.path("task").path("agent_id").asString()).isEqualTo(agent.toString());
    assertThat(item.path("task").path("type").asString()).isEqualTo("simulate");
    assertThat(item.path("task").path("payload").isObject()).isTrue();
    assertThat(tasks.status(task)).isEqualTo("running");
    assertThat(tasks.tryStart(task).status()).isEqualTo(409);
    assertThat(own.reported(completed(task, 1))).containsExactly("200");
    assertThat(queue.depth(agent)).isEqualTo(new QueueDepth(0, 0));
  }

  @Test
  void a_worker_claims_tasks_of_all_agents() {
    var other = tasks.agent();
    var first = tasks.submit(agent);
    var second = tasks.submit(other);
    List<UUID> claimed = new ArrayList<>();
    var worker = WorkClient.worker(tasks.api);
    for (var items = worker.claim(); !items.isEmpty(); items = worker.claim()) {
      claimed.addAll(tasks(items));
    }

    assertThat(claimed).contains(first, second).doesNotHaveDuplicates();
  }

  @Test
  void an_agent_claims_its_own_alone_and_only_by_its_own_path() {
    var other = tasks.agent();
    tasks.submit(other);

    assertThat(own.claim()).isEmpty();
    var path = "/api/agents/" + other + "/claims";
    var body = Map.of("worker_id", "w", "max", 1, "wait_ms", 0);
    assertThat(tasks.api.asAgent(agent, "POST", path, body).status()).isEqualTo(403);
    assertThat(tasks.api.asWorker("POST", path, body).status()).isEqualTo(403);
    assertThat(tasks.api.asAgent(agent, "POST", "/internal/claims", body).status()).isEqualTo(403);
  }

  @Test
  void an_empty_claim_is_answered_after_its_time() {
    var began = System.nanoTime();

    assertThat(own.claim(Map.of("wait_ms", 300))).isEmpty();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(300));
  }

  @Test
  void who_waits_gets_what_is_submitted_meanwhile_at_once() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var began = System.nanoTime();
      var waiting =
          CompletableFuture.supplyAsync(() -> own.claim(Map.of("wait_ms", 30_000)), threads);

      var task = tasks.submit(agent);

      assertThat(tasks(waiting.get())).containsExactly(task);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  void order_holds_among_the_types_asked_for() {
    var first = tasks.submit(agent);
    var second = tasks.submit(agent);

    assertThat(own.claim(Map.of("types", List.of("webhook")))).isEmpty();
    assertThat(tasks(own.claim(Map.of("types", List.of("simulate", "webhook")))))
        .containsExactly(first, second);
  }

  @Test
  void the_same_claim_key_answers_the_same_items_while_their_leases_last() {
    var first = tasks.submit(agent);
    var second = tasks.submit(agent);
    tasks.submit(agent);
    var keyed = Map.of("claim_key", "k", "max", 2);

    assertThat(tasks(own.claim(keyed))).containsExactly(first, second);
    assertThat(tasks(own.claim(keyed))).containsExactly(first, second);
    assertThat(own.reported(completed(first, 1))).containsExactly("200");
    assertThat(tasks(own.claim(keyed))).containsExactly(second);
    assertThat(tasks.events(second)).containsOnlyOnce("TaskStarted");
    assertThat(own.reported(completed(second, 1))).containsExactly("200");
    assertThat(own.claim(keyed)).hasSize(1);
  }

  @Test
  void a_claim_key_is_known_by_the_leases_when_redis_was_emptied() {
    var first = tasks.submit(agent);
    tasks.submit(agent);
    var keyed = Map.of("claim_key", "flushed", "max", 1);
    assertThat(tasks(own.claim(keyed))).containsExactly(first);

    redis.execute(
        (RedisCallback<Void>)
            connection -> {
              connection.serverCommands().flushAll();
              return null;
            });

    assertThat(tasks(own.claim(keyed))).containsExactly(first);
  }

  @Test
  void redis_that_is_away_is_503_with_when_to_come_again() throws Exception {
    var servers = LocalServers.shared();
    servers.redis().kill();
    try {
      var answer = own.tryClaim(Map.of("wait_ms", 1_000));
      assertThat(answer.status()).as("%s", answer).isEqualTo(503);
      assertThat(answer.text("reason")).isEqualTo("unavailable");
      assertThat(answer.headers()).containsKey("retry-after");
    } finally {
      servers.redis().start();
    }
    await().atMost(TaskClient.SOON).until(() -> own.tryClaim(Map.of()).status() == 200);
  }

  @Test
  void what_is_claimed_for_a_client_that_has_left_is_there_for_the_next_one() throws Exception {
    var body = "{\"worker_id\":\"w\",\"max\":1,\"wait_ms\":30000}";
    var head =
        "POST /api/agents/%s/claims HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                .formatted(agent, tasks.api.createKey(agent, "tasks").text("key"))
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(body.length());
    try (var socket = new Socket("127.0.0.1", URI.create(tasks.api.url()).getPort())) {
      socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    }

    var task = tasks.submit(agent);

    assertThat(tasks(own.claim(Map.of("wait_ms", 20_000)))).containsExactly(task);
  }

  @Test
  void a_claim_key_is_of_its_caller_alone() {
    var task = tasks.submit(agent);
    assertThat(tasks(own.claim(Map.of("claim_key", "shared")))).containsExactly(task);
    var other = tasks.agent();
    var others = tasks.submit(other);

    assertThat(tasks(WorkClient.agent(tasks.api, other).claim(Map.of("claim_key", "shared"))))
        .containsExactly(others);
  }

  @Test
  void many_claims_at_once_with_one_key_get_the_same_items() throws Exception {
    for (var n = 0; n < 4; n++) {
      tasks.submit(agent);
    }
    List<Callable<List<UUID>>> claims = new ArrayList<>();
    for (var n = 0; n < 6; n++) {
      claims.add(() -> tasks(own.claim(Map.of("claim_key", "one", "max", 2))));
    }
    try (var threads = Executors.newFixedThreadPool(6)) {
      var answers = new ArrayList<List<UUID>>();
      for (var answer : threads.invokeAll(claims)) {
        answers.add(answer.get());
      }
      assertThat(answers).allMatch(answers.getFirst()::equals);
      assertThat(answers.getFirst()).hasSize(2);
    }
  }

  @Test
  void many_claims_at_once_never_get_the_same_attempt() throws Exception {
    var all = new ArrayList<UUID>();
    for (var n = 0; n < 4; n++) {
      var id = tasks.agent();
      for (var t = 0; t < 4; t++) {
        all.add(tasks.submit(id));
      }
    }
    List<Callable<List<UUID>>> claims = new ArrayList<>();
    for (var n = 0; n < 8; n++) {
      claims.add(() -> tasks(WorkClient.worker(tasks.api).claim(Map.of("max", 5))));
    }
    List<UUID> claimed = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var answer : threads.invokeAll(claims)) {
        claimed.addAll(answer.get());
      }
    }
    assertThat(claimed).doesNotHaveDuplicates();
    for (var items = WorkClient.worker(tasks.api).claim();
        !items.isEmpty();
        items = WorkClient.worker(tasks.api).claim()) {
      claimed.addAll(tasks(items));
    }
    assertThat(claimed).containsAll(all).doesNotHaveDuplicates();
    assertThat(all).allSatisfy(task -> assertThat(tasks.events(task)).contains("TaskStarted"));
  }

  @Test
  void a_claim_stops_adding_at_4_mib() {
    var text = "x".repeat(250_000);
    var large = new HashSet<UUID>();
    for (var n = 0; n < 5; n++) {
      var id = tasks.api.provision(Map.of("metadata", Map.of("concurrency", 20)));
      for (var t = 0; t < 4; t++) {
        var answer = tasks.trySubmit(id, Map.of("payload", Map.of("result", text)));
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        large.add(UUID.fromString(answer.text("task_id")));
      }
    }
    var worker = WorkClient.worker(tasks.api);

    // What other tests left in the ring comes between, so only those of here are counted.
    var claimed = new ArrayList<UUID>();
    for (var items = worker.claim(Map.of("max", 100));
        !items.isEmpty();
        items = worker.claim(Map.of("max", 100))) {
      var ours = tasks(items).stream().filter(large::contains).toList();
      assertThat(ours).hasSizeLessThanOrEqualTo(16);
      claimed.addAll(ours);
    }

    assertThat(claimed).containsExactlyInAnyOrderElementsOf(large);
  }

  @Test
  void what_is_braked_or_suspended_is_not_handed_out() {
    var task = tasks.submit(agent);
    try (var brakes = new BrakeClient(tasks.api)) {
      brakes.set("agent", agent);
      assertThat(own.claim()).isEmpty();
    }
    assertThat(tasks(own.claim(Map.of("wait_ms", 30_000)))).containsExactly(task);
    var second = tasks.submit(agent);
    tasks.change(agent, "suspend");
    assertThat(own.claim()).isEmpty();
    assertThat(tasks.status(second)).isEqualTo("queued");
    tasks.cancel(agent, second);
    tasks.change(agent, "resume");
    assertThat(own.claim()).isEmpty();
  }

  @Test
  void what_can_not_be_a_claim_is_refused() {
    for (Map<String, ?> odd :
        List.<Map<String, ?>>of(
            Map.of("max", 0),
            Map.of("max", 101),
            Map.of("wait_ms", -1),
            Map.of("wait_ms", 30_001),
            Map.of("worker_id", ""),
            Map.of("claim_key", ""),
            Map.of("types", List.of()),
            Map.of("types", List.of("No Type")))) {
      assertThat(own.tryClaim(odd).status()).as("%s", odd).isEqualTo(400);
    }
  }

  @Test
  void a_key_needs_the_scope_tasks() {
    var body = Map.of("worker_id", "w", "max", 1, "wait_ms", 0);
    var path = "/api/agents/" + agent + "/claims";
    var good = tasks.api.createKey(agent, "tasks").text("key");
    var poor = tasks.api.createKey(agent, "read", "files", "memory", "gateway").text("key");

    assertThat(tasks.api.bearing(good, "POST", path, body).status()).isEqualTo(200);
    assertThat(tasks.api.bearing(poor, "POST", path, body).text("reason"))
        .isEqualTo("scope_missing");
  }
}

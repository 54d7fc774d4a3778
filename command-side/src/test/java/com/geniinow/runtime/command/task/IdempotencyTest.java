package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.CommandSideApplication;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.servers.LocalServers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

@RuntimeTest
class IdempotencyTest {
  private static final String SHA256_OF_K =
      "8254c329a92850f6d539dd376f4816ee2764517da5e0235514af433164480d7a";

  private static ConfigurableApplicationContext second;

  @Autowired TaskClient tasks;

  @Value("${local.server.port}")
  int port;

  @AfterAll
  static void close() {
    if (second != null) {
      second.close();
      second = null;
    }
  }

  @Test
  void the_same_request_gets_the_first_answer_and_is_not_carried_out_again() {
    var agent = tasks.agent();
    var first = submit(agent, "k", 100);
    var again = submit(agent, "k", 100);
    assertThat(first.status()).isEqualTo(202);
    assertThat(first.headers()).doesNotContainKey("idempotency-replayed");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.headers().get("idempotency-replayed")).containsExactly("true");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.body().propertyNames())
        .containsExactlyElementsOf(first.body().propertyNames());
    assertThat(tasks.reserved(agent)).isEqualTo(100);

    // Also when the task has moved on, and when nothing new would be taken.
    tasks.change(agent, "suspend");
    assertThat(submit(agent, "k", 100).body()).isEqualTo(first.body());
  }

  @Test
  void another_request_of_the_same_key_is_refused() {
    var agent = tasks.agent();
    submit(agent, "k", 100);
    var other = submit(agent, "k", 101);
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.text("reason")).isEqualTo("idempotency_key_reused");
    assertThat(submit(tasks.agent(), "k", 101).status()).as("another agent's key").isEqualTo(202);
  }

  /** What is left of an erased answer stands under the hash of its key, where clients' keys do. */
  @Test
  void a_key_that_looks_like_what_is_left_of_another_is_a_key_like_any_other() {
    var agent = tasks.agent();
    var looks = IdempotencyKeyTable.ERASED + SHA256_OF_K;

    assertThat(submit(agent, looks, 100).status()).isEqualTo(202);
    assertThat(submit(agent, looks, 100).status()).isEqualTo(200);
    assertThat(submit(agent, "k", 101).status()).isEqualTo(202);
    assertThat(submit(agent, looks, 100).status()).isEqualTo(200);
  }

  @Test
  void another_limit_makes_another_request() throws Exception {
    var agent = tasks.agent();
    var body = "{\"type\":\"simulate\",\"%s\":%s}";
    for (var limit : List.of("max_duration_seconds", "max_calls", "max_cost_usd")) {
      assertThat(withHeader(agent, limit, body.formatted(limit, 5)).statusCode()).isEqualTo(202);
      assertThat(withHeader(agent, limit, body.formatted(limit, 5)).statusCode()).isEqualTo(200);
      assertThat(withHeader(agent, limit, body.formatted(limit, 6)).statusCode()).isEqualTo(422);
      assertThat(withHeader(agent, limit, "{\"type\":\"simulate\"}").statusCode()).isEqualTo(422);
    }
  }

  @Test
  void a_replay_says_how_the_task_stands_by_now_and_its_body_stays() {
    var agent = tasks.agent();
    var first = submit(agent, "now", 100);
    assertThat(first.headers()).doesNotContainKey("x-genii-current-status");
    var task = UUID.fromString(first.text("task_id"));
    assertThat(submit(agent, "now", 100).headers())
        .containsEntry("x-genii-current-status", List.of("queued"));
    tasks.complete(task, tasks.start(task));

    var again = submit(agent, "now", 100);

    assertThat(again.headers()).containsEntry("x-genii-current-status", List.of("completed"));
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.text("status")).isEqualTo("queued");
  }

  @Test
  void other_labels_make_another_request() throws Exception {
    var agent = tasks.agent();
    var body = "{\"type\":\"simulate\",\"labels\":%s}";
    var first = withHeader(agent, "l", body.formatted("{\"a\":\"1\",\"b\":\"2\"}"));
    assertThat(first.statusCode()).isEqualTo(202);
    var again = withHeader(agent, "l", body.formatted("{\"b\":\"2\",\"a\":\"1\"}"));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    for (var other : List.of("{\"a\":\"1\"}", "{\"a\":\"1\",\"b\":\"3\"}", "{}")) {
      assertThat(withHeader(agent, "l", body.formatted(other)).statusCode()).isEqualTo(422);
    }
  }

  @Test
  void the_same_request_in_other_words_is_the_same_request() throws Exception {
    var agent = tasks.agent();
    var first =
        withHeader(
            agent,
            "w",
            "{\"type\":\"simulate\",\"payload\":{\"a\":1,\"b\":[{\"c\":2,\"d\":\"é\"}]}}");
    assertThat(first.statusCode()).isEqualTo(202);
    for (var body :
        List.of(
            "{\"payload\":{\"b\":[{\"d\":\"é\",\"c\":2}],\"a\":1},\"type\":\"simulate\"}",
            "{ \"type\": \"simulate\", \"payload\": {\"a\": 1.0, \"b\": [{\"c\": 2e0, \"d\":"
                + " \"\\u00e9\"}]}}",
            "{\"type\":\"simulate\",\"model\":null,\"payload\":{\"a\":1,\"b\":[{\"c\":2,\"d\":\"é\"}]}}")) {
      var again = withHeader(agent, "w", body);
      assertThat(again.statusCode()).as(body).isEqualTo(200);
      assertThat(again.body()).isEqualTo(first.body());
    }
    for (var body :
        List.of(
            "{\"type\":\"simulate\",\"payload\":{\"a\":1,\"b\":[{\"c\":2,\"d\":\"e\"}]}}",
            "{\"type\":\"simulate\",\"payload\":{\"a\":\"1\",\"b\":[{\"c\":2,\"d\":\"é\"}]}}",
            "{\"type\":\"simulate\",\"payload\":{\"a\":1,\"b\":{\"c\":2,\"d\":\"é\"}}}")) {
      assertThat(withHeader(agent, "w", body).statusCode()).as(body).isEqualTo(422);
    }
  }

  @Test
  void numbers_that_differ_only_beyond_a_double_are_two_requests() throws Exception {
    var agent = tasks.agent();
    var body = "{\"type\":\"simulate\",\"payload\":{\"id\":%s}}";
    assertThat(withHeader(agent, "n", body.formatted("12345678901234567")).statusCode())
        .isEqualTo(202);
    assertThat(withHeader(agent, "n", body.formatted("12345678901234567.0")).statusCode())
        .isEqualTo(200);
    assertThat(withHeader(agent, "n", body.formatted("12345678901234568")).statusCode())
        .isEqualTo(422);
  }

  @Test
  void a_key_that_an_earlier_version_kept_is_answered_until_it_expires() throws Exception {
    var agent = tasks.agent();
    var body = "{\"type\":\"simulate\",\"payload\":{\"a\":1}%s}";
    var first = withHeader(agent, "old", body.formatted(""));
    var asSent =
        com.geniinow.runtime.command.line.IdempotencyKeyTable.hash(
            "simulate", "{\"a\":1}", null, null);
    keptAs(agent, asSent);

    var again = withHeader(agent, "old", body.formatted(""));

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    for (var limit : List.of("max_duration_seconds", "max_calls", "max_cost_usd")) {
      var other = body.formatted(",\"" + limit + "\":1");
      assertThat(withHeader(agent, "old", other).statusCode()).as(limit).isEqualTo(422);
    }
  }

  @Test
  void a_provisioning_that_an_earlier_version_kept_is_answered_until_it_expires() throws Exception {
    var agent = UUID.randomUUID();
    var body =
        new HashMap<String, Object>(
            Map.of("name", "a", "agent_id", agent, "entity_id", UUID.randomUUID()));
    body.put("idempotency_key", "p");
    assertThat(provision(body).status()).isEqualTo(201);
    var limits = "QuotaLimits[monthlyTokens=1000000, monthlyCostUsd=50, storageBytes=5368709120]";
    keptAs(
        agent,
        com.geniinow.runtime.command.line.IdempotencyKeyTable.hash(
            agent, "a", "{}", limits, "BLOCK"));

    assertThat(provision(body).status()).isEqualTo(200);
    body.put("max_cost_per_minute_usd", 1);
    assertThat(provision(body).status()).isEqualTo(422);
  }

  @Test
  void another_rate_makes_another_provisioning() {
    var body =
        new HashMap<String, Object>(
            Map.of("name", "a", "entity_id", UUID.randomUUID(), "max_cost_per_minute_usd", 1));
    body.put("idempotency_key", "p");
    assertThat(provision(body).status()).isEqualTo(201);
    assertThat(provision(body).status()).isEqualTo(200);
    body.put("max_cost_per_minute_usd", 2);
    assertThat(provision(body).status()).isEqualTo(422);
  }

  private Api.Answer provision(Map<String, ?> body) {
    return tasks.api.asAdmin("POST", "/api/agents/provision", body);
  }

  /** As if an earlier version had kept the agent's one key. */
  private static void keptAs(UUID agent, String asSent) throws SQLException {
    try (var superuser = DriverManager.getConnection(LocalServers.shared().superuserJdbcUrl());
        var update =
            superuser.prepareStatement(
                "UPDATE idempotency_keys SET request_hash = ? WHERE agent_id = ?")) {
      update.setString(1, asSent);
      update.setObject(2, agent);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  @Test
  void provisioning_in_other_words_is_the_same_request() {
    var entity = UUID.randomUUID();
    var first =
        tasks.api.asAdmin(
            "POST",
            "/api/agents/provision",
            Json.mapper()
                .readTree(
                    "{\"name\":\"a\",\"entity_id\":\"%s\",\"idempotency_key\":\"p\",\"metadata\":{\"x\":1,\"y\":2}}"
                        .formatted(entity)));
    var again =
        tasks.api.asAdmin(
            "POST",
            "/api/agents/provision",
            Json.mapper()
                .readTree(
                    "{\"metadata\":{\"y\":2.0,\"x\":1},\"idempotency_key\":\"p\",\"monthly_cost_limit_usd\":50.00,\"entity_id\":\"%s\",\"name\":\"a\"}"
                        .formatted(entity)));

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
  }

  @Test
  void the_header_is_as_good_as_the_field_and_must_not_differ_from_it() throws Exception {
    var agent = tasks.agent();
    var first = withHeader(agent, "h", "{\"type\":\"simulate\"}");
    assertThat(first.statusCode()).isEqualTo(202);
    var again = withHeader(agent, "h", "{\"idempotency_key\":\"h\", \"type\":\"simulate\"}");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(
            withHeader(agent, "h", "{\"type\":\"simulate\",\"idempotency_key\":\"x\"}")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void many_at_once_make_one_task() throws Exception {
    var agent = tasks.agent();
    var answers = atOnce(24, n -> () -> submit(agent, "k", 100));
    assertOneTask(agent, answers);
  }

  @Test
  void many_at_once_on_two_processes_make_one_task() throws Exception {
    var other = new Api(secondPort());
    for (var round = 0; round < 5; round++) {
      var agent = tasks.agent();
      var answers =
          atOnce(
              12,
              n ->
                  () ->
                      (n % 2 == 0 ? tasks.api : other)
                          .asAgent(agent, "POST", "/api/tasks", body("k", 100)));
      assertOneTask(agent, answers);
    }
  }

  @Test
  void a_refused_request_does_not_use_its_key_up() {
    var agent = tasks.agent(50);
    assertThat(submit(agent, "k", 100).status()).isEqualTo(429);
    assertThat(
            tasks
                .api
                .asAdmin(
                    "PUT", "/api/agents/" + agent + "/quota", Map.of("monthly_token_limit", 1_000))
                .status())
        .isEqualTo(200);
    assertThat(submit(agent, "k", 100).status()).isEqualTo(202);
  }

  @Test
  void provisioning_at_once_with_one_key_makes_one_agent() throws Exception {
    var other = new Api(secondPort());
    for (var round = 0; round < 5; round++) {
      var entity = UUID.randomUUID();
      var request = Map.of("name", "a", "entity_id", entity, "idempotency_key", "p");
      var answers =
          atOnce(
              12,
              n ->
                  () ->
                      (n % 2 == 0 ? tasks.api : other)
                          .asAdmin("POST", "/api/agents/provision", request));
      assertThat(answers).extracting(Api.Answer::status).containsOnly(200, 201);
      assertThat(answers).extracting(Api.Answer::status).containsOnlyOnce(201);
      assertThat(answers).extracting(Api.Answer::body).containsOnly(answers.getFirst().body());
      assertThat(count("SELECT count(*) FROM agents WHERE entity_id = ?", entity)).isEqualTo(1);
      assertThat(
              tasks
                  .api
                  .asAdmin(
                      "POST",
                      "/api/agents/provision",
                      Map.of("name", "b", "entity_id", entity, "idempotency_key", "p"))
                  .status())
          .isEqualTo(422);
      var elsewhere = Map.of("name", "a", "entity_id", UUID.randomUUID(), "idempotency_key", "p");
      assertThat(tasks.api.asAdmin("POST", "/api/agents/provision", elsewhere).status())
          .as("another entity's key")
          .isEqualTo(201);
    }
  }

  @Test
  void an_expired_key_is_free_again() throws Exception {
    var agent = tasks.agent();
    var first = submit(agent, "k", 100);
    expire(agent);
    var anew = submit(agent, "k", 200);
    assertThat(anew.status()).isEqualTo(202);
    assertThat(anew.text("task_id")).isNotEqualTo(first.text("task_id"));
    assertThat(submit(agent, "k", 200).body()).isEqualTo(anew.body());
  }

  @Test
  void the_scheduled_command_removes_expired_keys_and_no_others() throws Exception {
    var agent = tasks.agent();
    submit(agent, "k", 100);
    expire(agent);
    var fresh = tasks.agent();
    submit(fresh, "k", 100);

    try (var superuser = DriverManager.getConnection(LocalServers.shared().superuserJdbcUrl());
        var find = superuser.createStatement();
        var job =
            find.executeQuery(
                "SELECT command, username FROM cron.job"
                    + " WHERE jobname = 'genii-expire-idempotency-keys'")) {
      assertThat(job.next()).isTrue();
      assertThat(job.getString("username")).isEqualTo(LocalServers.shared().user());
      try (var owner =
              DriverManager.getConnection(
                  LocalServers.shared().jdbcUrl(),
                  LocalServers.shared().user(),
                  LocalServers.shared().password());
          var run = owner.createStatement()) {
        run.execute(job.getString("command"));
      }
    }
    assertThat(keys(agent)).isZero();
    assertThat(keys(fresh)).isEqualTo(1);
  }

  private static long keys(UUID scope) throws Exception {
    try (var superuser = DriverManager.getConnection(LocalServers.shared().superuserJdbcUrl());
        var count =
            superuser.prepareStatement(
                "SELECT count(*) FROM idempotency_keys WHERE scope_id = ?")) {
      count.setObject(1, scope);
      try (var row = count.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private void assertOneTask(UUID agent, List<Api.Answer> answers) {
    assertThat(answers).extracting(Api.Answer::status).containsOnly(200, 202);
    assertThat(answers).extracting(Api.Answer::status).containsOnlyOnce(202);
    assertThat(answers).extracting(Api.Answer::body).containsOnly(answers.getFirst().body());
    assertThat(count("SELECT count(*) FROM agent_tasks WHERE agent_id = ?", agent)).isEqualTo(1);
    assertThat(tasks.reserved(agent)).isEqualTo(100);
  }

  private Api.Answer submit(UUID agent, String key, int tokens) {
    return tasks.api.asAgent(agent, "POST", "/api/tasks", body(key, tokens));
  }

  private static Map<String, Object> body(String key, int tokens) {
    return Map.of(
        "type",
        "simulate",
        "payload",
        Map.of("result", Map.of("x", 1.5)),
        "estimated_tokens",
        tokens,
        "idempotency_key",
        key);
  }

  private java.net.http.HttpResponse<String> withHeader(UUID agent, String key, String body)
      throws Exception {
    var token = new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC());
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/tasks"))
              .header("Authorization", "Bearer " + token.agent(agent, Duration.ofMinutes(5)))
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", key)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private void expire(UUID scope) throws Exception {
    try (var superuser = DriverManager.getConnection(LocalServers.shared().superuserJdbcUrl());
        var update =
            superuser.prepareStatement(
                "UPDATE idempotency_keys SET expires_at = now() - interval '1 second'"
                    + " WHERE scope_id = ?")) {
      update.setObject(1, scope);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  private long count(String sql, UUID id) {
    var count = tasks.system.sql(sql).param(id).query(Long.class).single();
    return count == null ? 0 : count;
  }

  private static synchronized int secondPort() {
    if (second == null) {
      second =
          new SpringApplicationBuilder(CommandSideApplication.class)
              .initializers(new RuntimeTest.RealServices())
              .run();
    }
    var port = second.getEnvironment().getProperty("local.server.port", Integer.class);
    assertThat(port).isNotNull();
    return port;
  }

  private interface Nth<T> {
    Callable<T> call(int n);
  }

  private static <T> List<T> atOnce(int times, Nth<T> what) throws Exception {
    var start = new CyclicBarrier(times);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> running = new ArrayList<>();
      for (var n = 0; n < times; n++) {
        var call = what.call(n);
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return call.call();
                }));
      }
      List<T> answers = new ArrayList<>();
      for (var answer : running) {
        answers.add(answer.get());
      }
      return answers;
    }
  }
}

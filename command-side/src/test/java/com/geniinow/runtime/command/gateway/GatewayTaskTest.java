package com.geniinow.runtime.command.gateway;

import static com.geniinow.runtime.command.gateway.GatewayAgent.chat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.StubAnswers;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.platform.security.JwtMinter;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Calls of a task: what its attempt holds is their budget. */
@RuntimeTest
class GatewayTaskTest {
  private static final long EACH = StubAnswers.INPUT + StubAnswers.OUTPUT;
  private static final int AT_ONCE = 20;
  private static final String NO_KEY = "none";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long HELD = 700;

  @LocalServerPort int port;
  @Autowired TaskClient tasks;
  private GatewayAgent agent;
  private String model;

  @BeforeEach
  void anAgent() {
    agent = GatewayAgent.provision(port, Map.of("monthly_token_limit", 100_000));
    model = agent.model();
  }

  @Test
  void sums_are_exact_with_twenty_calls_at_once_and_an_attempt_that_is_lost_in_between()
      throws Exception {
    var task = submitted(Map.of("estimated_tokens", HELD));
    var lost = tasks.start(task);
    var first = atOnce(task, lost);
    tasks.loseLease(task);
    await().atMost(TaskClient.SOON).until(() -> tasks.status(task).equals("queued"));
    assertThat(tasks.usages(task)).hasSize(first).allMatch(row -> row.equals("1:" + EACH));
    assertThat(tasks.used(agent.id())).isEqualTo(first * EACH);
    assertThat(tasks.reserved(agent.id())).isEqualTo(HELD);

    var second = tasks.start(task);
    var more = atOnce(task, second);
    assertThat(tasks.complete(task, second).status()).isEqualTo(200);

    assertThat(tasks.view(task, "tokens_used").asLong()).isEqualTo((first + more) * EACH + 40);
    assertThat(tasks.used(agent.id())).isEqualTo((first + more) * EACH + 40);
    assertThat(tasks.reserved(agent.id())).isZero();
    assertThat(agent.calls()).hasSize(first + more);
  }

  @Test
  void a_call_that_does_not_fit_is_refused_and_the_attempt_goes_on() {
    var task = submitted(Map.of("estimated_tokens", 100));
    var attempt = tasks.start(task);

    var refused = call(task, attempt, 1_000);

    GatewayCallTest.refused(refused, 429, "task_budget_exceeded");
    assertThat(GatewayAgent.json(refused).toString()).contains("tokens");
    assertThat(call(task, attempt, 20).statusCode()).isEqualTo(200);
    assertThat(tasks.complete(task, attempt).status()).isEqualTo(200);
    assertThat(tasks.view(task, "tokens_used").asLong()).isEqualTo(EACH + 40);
  }

  @Test
  void a_task_that_names_a_model_binds_the_money_of_its_calls_too() {
    var cheap = agent.model();
    var task = submitted(Map.of("estimated_tokens", 200, "model", cheap));
    var attempt = tasks.start(task);
    var dear = agent.model("openai", Map.of("output_usd_per_mtok", 900));

    GatewayCallTest.refused(
        agent.post(
            "/v1/chat/completions",
            chat(dear, ",\"max_tokens\":50"),
            "X-Genii-Task",
            task.toString(),
            "X-Genii-Attempt",
            Integer.toString(attempt)),
        429,
        "task_budget_exceeded");
    assertThat(call(task, attempt, 50).statusCode()).isEqualTo(200);
  }

  @Test
  void a_task_that_holds_nothing_has_calls_that_stand_alone_and_bear_its_id() {
    var task = submitted(Map.of("estimated_tokens", 0));
    var attempt = tasks.start(task);

    assertThat(call(task, attempt, 50).statusCode()).isEqualTo(200);

    assertThat(agent.call().path("task_id").asString()).isEqualTo(task.toString());
    assertThat(tasks.view(task, "tokens_used").asLong()).isEqualTo(EACH);
  }

  @Test
  void a_chat_whose_worker_has_sent_its_hold_lends_nothing() {
    var payload = Map.of("messages", List.of(Map.of("role", "user", "content", "Hi")));
    var task =
        submitted(
            Map.of(
                "type",
                "openai.chat",
                "model",
                model,
                "estimated_tokens",
                HELD,
                "payload",
                payload));
    var attempt = tasks.start(task);

    assertThat(call(task, attempt, 500).statusCode()).isEqualTo(200);
    assertThat(call(task, attempt, 500).statusCode()).isEqualTo(200);

    assertThat(tasks.reserved(agent.id())).isEqualTo(HELD);
    assertThat(tasks.used(agent.id())).isEqualTo(2 * EACH);
  }

  @Test
  void a_call_is_of_the_key_that_made_it_and_its_attempt_s_own_use_of_the_key_that_submitted() {
    var submitted =
        agent
            .api()
            .bearing(
                agent.key(),
                "POST",
                "/api/tasks",
                Map.of("type", "simulate", "estimated_tokens", HELD));
    var task = UUID.fromString(submitted.text("task_id"));
    var attempt = tasks.start(task);
    var other = agent.api().createKey(agent.id());
    var token = new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC()).agent(agent.id(), HOUR);
    assertThat(call(as(other.text("key")), task, attempt, 50).statusCode()).isEqualTo(200);
    assertThat(call(as(token), task, attempt, 50).statusCode()).isEqualTo(200);
    assertThat(tasks.complete(task, attempt).status()).isEqualTo(200);

    assertThat(keys("/calls")).containsExactlyInAnyOrder(other.text("key_id"), NO_KEY);
    assertThat(keys("/quota/usage"))
        .containsExactlyInAnyOrder(other.text("key_id"), NO_KEY, agent.keyId());
  }

  /** The same agent with another credential. */
  private GatewayAgent as(String credential) {
    return new GatewayAgent(agent.api(), agent.id(), credential, agent.keyId());
  }

  private List<String> keys(String list) {
    return agent
        .api()
        .asAgent(agent.id(), "GET", "/api/agents/" + agent.id() + list, null)
        .body()
        .path("items")
        .valueStream()
        .map(row -> row.path("key_id").asString(NO_KEY))
        .toList();
  }

  private UUID submitted(Map<String, ?> more) {
    var answer = tasks.trySubmit(agent.id(), more);
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }

  /** How many of them were served; all others did not fit. */
  private int atOnce(UUID task, int attempt) throws Exception {
    var go = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> calls = new ArrayList<>();
      for (var n = 0; n < AT_ONCE; n++) {
        calls.add(
            threads.submit(
                () -> {
                  go.await();
                  return call(task, attempt, 100);
                }));
      }
      go.countDown();
      var served = 0;
      for (var call : calls) {
        var answer = call.get();
        if (answer.statusCode() == 200) {
          served++;
        } else {
          GatewayCallTest.refused(answer, 429, "task_budget_exceeded");
        }
      }
      assertThat(served).isBetween(1, AT_ONCE);
      return served;
    }
  }

  private HttpResponse<String> call(UUID task, int attempt, int cap) {
    return call(agent, task, attempt, cap);
  }

  private HttpResponse<String> call(GatewayAgent by, UUID task, int attempt, int cap) {
    return by.post(
        "/v1/chat/completions",
        chat(model, ",\"max_tokens\":" + cap),
        "X-Genii-Task",
        task.toString(),
        "X-Genii-Attempt",
        Integer.toString(attempt));
  }
}

package com.geniinow.runtime.command.gateway;

import static com.geniinow.runtime.command.gateway.GatewayAgent.chat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.testing.StubAnswers;
import com.geniinow.runtime.command.testing.StubProvider;
import com.geniinow.runtime.command.testing.StubWire;
import com.geniinow.runtime.command.testing.TaskClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a task's calls may be and cost together, over all its attempts. */
@RuntimeTest
class TaskLimitsTest {
  private static final int AT_ONCE = 20;

  /** What a call is charged: 10 tokens in at 1 USD a million, 3 out at 2. */
  private static final BigDecimal EACH = new BigDecimal("0.000016");

  private static SecondProcess second;

  @LocalServerPort int port;
  @Autowired TaskClient tasks;
  private GatewayAgent agent;
  private String model;

  @BeforeAll
  static void startSecond() {
    second = SecondProcess.start();
  }

  @AfterAll
  static void stopSecond() {
    second.close();
  }

  @BeforeEach
  void anAgent() {
    agent = GatewayAgent.provision(port, Map.of("monthly_token_limit", 1_000_000));
    model = agent.model();
  }

  @Test
  void exactly_as_many_calls_are_made_as_the_task_may_of_twenty_at_once_in_two_processes()
      throws Exception {
    var task = submitted(Map.of("max_calls", 7));
    var attempt = tasks.start(task);

    var answers = Parallel.all(AT_ONCE, n -> call(either(n), task, attempt));

    assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(7);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() != 200)
        .hasSize(13)
        .allSatisfy(answer -> refused(answer, "calls"));
    assertThat(StubProvider.SHARED.seen(model)).hasSize(7);
    assertThat(cost(task)).isEqualByComparingTo(EACH.multiply(BigDecimal.valueOf(7)));

    assertThat(tasks.fail(task, attempt, true, 0).status()).isEqualTo(200);
    tasks.awaitStatus(task, "queued");
    var again = tasks.start(task);
    refused(call(agent, task, again), "calls");
    Replayed.assertEntityEqualsReplay(agent.id(), tasks.api);
  }

  @Test
  void what_runs_and_what_was_charged_never_pass_the_cost_of_twenty_at_once_in_two_processes()
      throws Exception {
    var held = held();
    var open = new CountDownLatch(1);
    StubProvider.SHARED.on(model, (seen, wire) -> slowly(seen, wire.stream(), open));
    var task = submitted(Map.of("max_cost_usd", held.multiply(BigDecimal.valueOf(5))));
    var attempt = tasks.start(task);

    var refused = new AtomicInteger();
    var all =
        CompletableFuture.supplyAsync(
            () -> atOnce(n -> counted(refused, streamed(either(n), task, attempt))));
    // All twenty are decided while five of them run and hold all of the money.
    await().atMost(TaskClient.SOON).until(() -> refused.get() == AT_ONCE - 5);
    open.countDown();

    var answers = all.get();
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(5);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() != 200)
        .allSatisfy(answer -> refused(answer, "cost"));
    await().atMost(TaskClient.SOON).until(() -> reserved().signum() == 0);
    assertThat(cost(task)).isEqualByComparingTo(EACH.multiply(BigDecimal.valueOf(5)));
  }

  @Test
  void the_money_of_a_task_without_a_model_is_held_and_its_calls_are_paid_out_of_it()
      throws Exception {
    var most = new BigDecimal("0.5");
    var task = submitted(Map.of("max_cost_usd", most, "estimated_tokens", 10_000));
    assertThat(reserved()).isEqualByComparingTo(most);
    assertThat(tasks.view(task, "estimated_cost_usd").decimalValue()).isEqualByComparingTo(most);
    var first = tasks.start(task);

    var answers = Parallel.all(AT_ONCE, n -> call(either(n), task, first));

    var spent = EACH.multiply(BigDecimal.valueOf(AT_ONCE));
    assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
    assertThat(reserved()).isEqualByComparingTo(most.subtract(spent));
    // The next attempt holds what is left, and its end gives that back.
    assertThat(tasks.fail(task, first, true, 0).status()).isEqualTo(200);
    tasks.awaitStatus(task, "queued");
    assertThat(reserved()).isEqualByComparingTo(most.subtract(spent));
    var second = tasks.start(task);
    assertThat(call(agent, task, second).statusCode()).isEqualTo(200);
    assertThat(tasks.complete(task, second).status()).isEqualTo(200);
    assertThat(reserved()).isEqualByComparingTo("0");
    assertThat(cost(task)).isEqualByComparingTo(spent.add(EACH));
    Replayed.assertEntityEqualsReplay(agent.id(), tasks.api);
  }

  @Test
  void a_task_is_refused_whose_money_the_quota_has_no_room_for() {
    var poor =
        GatewayAgent.provision(
            port, Map.of("monthly_token_limit", 1_000_000, "monthly_cost_limit_usd", 1));

    var refused = tasks.trySubmit(poor.id(), Map.of("max_cost_usd", 1.01, "estimated_tokens", 10));

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text("reason")).isEqualTo("quota_exceeded");
    assertThat(refused.text("limit_kind")).isEqualTo("cost");
  }

  @Test
  void the_next_attempt_goes_on_with_what_is_left_of_the_money() {
    var task = submitted(Map.of("max_cost_usd", EACH.multiply(BigDecimal.valueOf(20))));
    var first = tasks.start(task);
    var served = 0;
    while (call(agent, task, first, 50).statusCode() == 200) {
      served++;
    }
    assertThat(served).isBetween(1, 20);

    assertThat(tasks.fail(task, first, true, 0).status()).isEqualTo(200);
    tasks.awaitStatus(task, "queued");
    var second = tasks.start(task);

    refused(call(agent, task, second, 50), "cost");
    assertThat(cost(task)).isEqualByComparingTo(EACH.multiply(BigDecimal.valueOf(served)));
  }

  @Test
  void a_call_that_names_no_cap_is_capped_by_what_is_left() {
    var task = submitted(Map.of("max_cost_usd", new BigDecimal("0.0003")));
    var attempt = tasks.start(task);

    var answer = post(agent, task, attempt, "");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var sent = StubProvider.SHARED.seen(model).getFirst().json();
    assertThat(sent.toString()).contains("max_");
    var cap = sent.path("max_completion_tokens").asInt(sent.path("max_tokens").asInt());
    assertThat(cap).isBetween(16, 150);
  }

  @Test
  void what_was_not_served_counts_in_no_limit() {
    StubProvider.SHARED.on(model, (seen, wire) -> wire.json(400, "{\"error\":{}}"));
    var task = submitted(Map.of("max_calls", 1));
    var attempt = tasks.start(task);
    for (var n = 0; n < 3; n++) {
      assertThat(call(agent, task, attempt).statusCode()).isEqualTo(400);
    }
    StubProvider.SHARED.on(
        model, (seen, wire) -> wire.json(200, StubAnswers.completion(seen.model())));

    assertThat(call(agent, task, attempt).statusCode()).isEqualTo(200);
    refused(call(agent, task, attempt), "calls");
  }

  @Test
  void a_chat_s_own_call_counts_as_one() {
    var task = submitted(ownCall(Map.of("max_calls", 2)));
    var attempt = tasks.start(task);

    assertThat(call(agent, task, attempt).statusCode()).isEqualTo(200);
    refused(call(agent, task, attempt), "calls");
  }

  @Test
  void a_chat_whose_own_call_can_t_fit_is_refused_by_name() {
    var dear = tasks.trySubmit(agent.id(), ownCall(Map.of("max_cost_usd", 0.0001)));
    assertThat(dear.status()).isEqualTo(400);
    assertThat(dear.body().path("errors").toString()).contains("max_cost_usd");

    var none = tasks.trySubmit(agent.id(), ownCall(Map.of("max_calls", 0)));
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.body().path("errors").toString()).contains("max_calls");
  }

  @Test
  void a_chat_that_has_made_its_calls_is_not_tried_again_and_not_redriven() {
    var task = submitted(ownCall(Map.of("max_calls", 1)));
    var attempt = tasks.start(task);
    assertThat(tasks.fail(task, attempt, true, 20).status()).isEqualTo(200);

    tasks.awaitStatus(task, "dead_lettered");
    assertThat(tasks.view(task).text("failure_reason")).isEqualTo("task_budget_exceeded");
    assertThat(tasks.reserved(agent.id())).isZero();
    var redriven = tasks.redrive(task);
    assertThat(redriven.status()).isEqualTo(409);
    assertThat(redriven.text("detail")).contains("max_calls");
  }

  @Test
  void a_chat_whose_call_was_not_served_is_tried_again() {
    var task = submitted(ownCall(Map.of("max_calls", 1)));
    var attempt = tasks.start(task);
    assertThat(tasks.fail(task, attempt, true, 0).status()).isEqualTo(200);

    tasks.awaitStatus(task, "queued");
    assertThat(tasks.start(task)).isEqualTo(2);
  }

  @Test
  void a_task_shows_its_limits() {
    var view = tasks.view(submitted(Map.of("max_calls", 3, "max_cost_usd", 0.25))).body();
    assertThat(view.path("max_calls").asInt()).isEqualTo(3);
    assertThat(view.path("max_cost_usd").decimalValue()).isEqualByComparingTo("0.25");

    var none = tasks.view(submitted(Map.of())).body();
    assertThat(none.path("max_calls").isNull()).isTrue();
    assertThat(none.path("max_cost_usd").isNull()).isTrue();
  }

  @Test
  void a_limit_out_of_bounds_is_refused_by_name() {
    for (var limit : List.of("max_calls", "max_cost_usd")) {
      var answer = tasks.trySubmit(agent.id(), Map.of(limit, -1));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body().path("errors").toString()).contains(limit);
    }
  }

  private static void refused(HttpResponse<String> answer, String limit) {
    GatewayCallTest.refused(answer, 429, "task_budget_exceeded");
    assertThat(GatewayAgent.json(answer).toString()).contains("its " + limit);
  }

  private Map<String, Object> ownCall(Map<String, ?> limits) {
    var body = new HashMap<String, Object>(limits);
    body.put("type", "openai.chat");
    body.put("model", model);
    body.put("estimated_tokens", 700);
    body.put("payload", Map.of("messages", List.of(Map.of("role", "user", "content", "Hi"))));
    return body;
  }

  /** Tasks that hold nothing: their calls stand alone, and only the limits bind them. */
  private UUID submitted(Map<String, ?> more) {
    var body = new HashMap<String, Object>(Map.of("estimated_tokens", 0));
    body.putAll(more);
    var answer = tasks.trySubmit(agent.id(), body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }

  /** What one call holds. */
  private BigDecimal held() {
    var go = new CountDownLatch(1);
    StubProvider.SHARED.on(model, (seen, wire) -> slowly(seen, wire.stream(), go));
    var body = chat(model, ",\"stream\":true,\"max_tokens\":100");
    var one = CompletableFuture.supplyAsync(() -> agent.post("/v1/chat/completions", body));
    var held = await().atMost(TaskClient.SOON).until(this::reserved, usd -> usd.signum() > 0);
    go.countDown();
    assertThat(one.join().statusCode()).isEqualTo(200);
    return held;
  }

  /** A provider that is never silent for long and doesn't end before it is told to. */
  private static void slowly(StubProvider.Seen seen, StubWire wire, CountDownLatch end)
      throws IOException {
    try {
      do {
        wire.data(StubAnswers.chunk(seen.model(), "a"));
      } while (!end.await(500, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    wire.data(StubAnswers.last(seen.model()), StubAnswers.usage(seen.model()), "[DONE]").end();
  }

  private static HttpResponse<String> counted(AtomicInteger refused, HttpResponse<String> answer) {
    if (answer.statusCode() == 429) {
      refused.incrementAndGet();
    }
    return answer;
  }

  private BigDecimal reserved() {
    return agent.quota().path("monthly_cost_reserved_usd").decimalValue();
  }

  private BigDecimal cost(UUID task) {
    return tasks.view(task, "cost_usd").decimalValue();
  }

  private GatewayAgent either(int n) {
    return n % 2 == 0
        ? agent
        : new GatewayAgent(second.api(), agent.id(), agent.key(), agent.keyId());
  }

  private static <T> List<T> atOnce(IntFunction<T> call) {
    try {
      return Parallel.all(AT_ONCE, call);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> call(GatewayAgent who, UUID task, int attempt) {
    return call(who, task, attempt, 100);
  }

  private HttpResponse<String> call(GatewayAgent who, UUID task, int attempt, int cap) {
    return post(who, task, attempt, ",\"max_tokens\":" + cap);
  }

  private HttpResponse<String> streamed(GatewayAgent who, UUID task, int attempt) {
    return post(who, task, attempt, ",\"stream\":true,\"max_tokens\":100");
  }

  private HttpResponse<String> post(GatewayAgent who, UUID task, int attempt, String more) {
    return who.post(
        "/v1/chat/completions",
        chat(model, more),
        "X-Genii-Task",
        task.toString(),
        "X-Genii-Attempt",
        Integer.toString(attempt));
  }
}

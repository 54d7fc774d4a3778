package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What would have come of other limits; of the same ones comes what happened. */
@RuntimeTest
class WhatIfTest {
  private static final String PATH = "/api/audit/what-if";

  @LocalServerPort int port;

  private final UUID entity = UUID.randomUUID();
  private final String period = Window.MONTH.of(Instant.now());
  private Api api;
  private UUID agent;
  private UUID other;
  private String second;

  /** 100 tokens: two tasks of 40 fit, a third one does not; 10 of the first are used. */
  @BeforeEach
  void twoAdmittedAndOneRefused() {
    api = new Api(port);
    agent = provision();
    limit(100);
    var first = submit(agent, 202);
    var attempts = "/internal/tasks/" + first + "/attempts";
    second = submit(agent, 202);
    submit(agent, 429);
    api.asWorker("POST", attempts, Map.of("worker_id", "w"));
    var used = Map.of("input_tokens", 4, "output_tokens", 6, "cost_usd", 0.25);
    api.asWorker("POST", attempts + "/1/complete", Map.of("result", Map.of(), "usage", used));
    other = provision();
    submit(other, 202);
  }

  @Test
  void with_nothing_changed_it_is_what_happened() {
    var answer = ask(Map.of("agent_id", agent));

    assertThat(answer.body().path("admitted").asInt()).isEqualTo(2);
    assertThat(answer.body().path("refused").asInt()).isEqualTo(1);
    assertThat(charged(answer)).isEqualByComparingTo(used(agent));
    assertThat(answer.body().at("/first_refusal/level").asString()).isEqualTo("agent");
    assertThat(answer.body().at("/first_refusal/limit_kind").asString()).isEqualTo("tokens");
  }

  @Test
  void with_the_same_limits_it_is_what_happened() {
    var asItWas = ask(Map.of("agent_id", agent)).body();
    var same = Map.of("monthly_token_limit", 100, "monthly_cost_limit_usd", 50);

    assertThat(ask(Map.of("agent_id", agent, "limits", same)).body()).isEqualTo(asItWas);
    assertThat(ask(Map.of("agent_id", agent, "policy", "block")).body()).isEqualTo(asItWas);
  }

  @Test
  void a_tighter_limit_refuses_what_was_admitted_and_what_came_of_it() {
    var answer = ask(Map.of("agent_id", agent, "limits", Map.of("monthly_token_limit", 50)));

    assertThat(answer.body().path("admitted").asInt()).isEqualTo(1);
    assertThat(answer.body().path("refused").asInt()).isEqualTo(2);
    assertThat(answer.body().at("/first_refusal/task_id").asString()).isEqualTo(second);
    var none = ask(Map.of("agent_id", agent, "limits", Map.of("monthly_token_limit", 5)));
    assertThat(none.body().path("admitted").asInt()).isZero();
    assertThat(charged(none)).isEqualByComparingTo("0");
    var daily = ask(Map.of("agent_id", agent, "limits", Map.of("daily_token_limit", 50)));
    assertThat(daily.body().path("admitted").asInt()).isEqualTo(1);
  }

  @Test
  void a_wider_one_or_none_or_another_policy_admits_what_was_refused() {
    Map<String, Object> unlimited = new HashMap<>();
    unlimited.put("monthly_token_limit", null);
    for (var change : new Object[] {Map.of("monthly_token_limit", 120), unlimited}) {
      var answer = ask(Map.of("agent_id", agent, "limits", change));
      assertThat(answer.body().path("admitted").asInt()).as("%s", change).isEqualTo(3);
      assertThat(answer.body().path("first_refusal").isNull()).isTrue();
    }
    var allowed = ask(Map.of("agent_id", agent, "policy", "allow"));
    assertThat(allowed.body().path("refused").asInt()).isZero();
  }

  @Test
  void an_entity_is_asked_about_by_its_budget() {
    var asItWas = ask(Map.of("entity_id", entity));
    assertThat(asItWas.body().path("admitted").asInt()).isEqualTo(3);
    assertThat(asItWas.body().path("refused").asInt()).isEqualTo(1);

    var tight = ask(Map.of("entity_id", entity, "limits", Map.of("monthly_token_limit", 60)));
    assertThat(tight.body().path("admitted").asInt()).isEqualTo(2);
    assertThat(tight.body().path("refused").asInt()).isEqualTo(2);
    assertThat(tight.body().at("/first_refusal/level").asString()).isEqualTo("entity");
  }

  @Test
  void nothing_of_another_month_counts() {
    var past = call(Map.of("agent_id", agent, "period", "2020-01"), entity);

    assertThat(past.body().path("admitted").asInt()).isZero();
    assertThat(past.body().path("first_refusal").isNull()).isTrue();
  }

  @Test
  void what_makes_no_sense_is_refused() {
    for (var body :
        new Object[] {
          Map.of("period", period),
          Map.of("period", period, "agent_id", agent, "entity_id", entity),
          Map.of("agent_id", agent),
          Map.of("agent_id", agent, "period", "2026-13"),
          Map.of("agent_id", agent, "period", period, "policy", "never"),
          Map.of("agent_id", agent, "period", period, "limits", Map.of("monthly_token_limit", -1)),
          Map.of("agent_id", agent, "period", period, "limits", Map.of("tokens", 1)),
          Map.of("agent_id", agent, "period", period, "prices", Map.of("m", Map.of()))
        }) {
      assertThat(api.asAdmin("POST", PATH, body).status()).as("%s", body).isEqualTo(400);
    }
  }

  @Test
  void it_is_for_those_who_may_see_whom_it_is_about() {
    var stranger = UUID.randomUUID();
    assertThat(call(Map.of("agent_id", agent, "period", period), stranger).status()).isEqualTo(403);
    assertThat(call(Map.of("entity_id", entity, "period", period), stranger).status())
        .isEqualTo(403);
    var body = Map.of("agent_id", UUID.randomUUID(), "period", period);
    assertThat(api.asAuditor(null, "POST", PATH, body).status()).isEqualTo(404);
    assertThat(api.asFounder(entity, "POST", PATH, body).status()).isEqualTo(403);
  }

  @Test
  void calls_of_a_model_cost_what_they_would_at_another_price() {
    var message = Map.of("role", "user", "content", "Hi");
    var payload = Map.of("model", "gpt-4o-mini", "messages", List.of(message));
    var chat = Map.of("type", "openai.chat", "payload", payload);
    var task = api.asAgent(other, "POST", "/api/tasks", chat).text("task_id");
    var attempts = "/internal/tasks/" + task + "/attempts";
    api.asWorker("POST", attempts, Map.of("worker_id", "w"));
    var tokens = Map.of("input_tokens", 5, "output_tokens", 7);
    api.asWorker("POST", attempts + "/1/complete", Map.of("result", Map.of(), "usage", tokens));
    var asItWas = charged(ask(Map.of("agent_id", other)));
    var free = Map.of("input_usd_per_mtok", 0, "output_usd_per_mtok", 0);
    var usage = api.asAdmin("GET", "/api/agents/" + other + "/quota/usage", null).body();
    var use = usage.path("items").get(0);
    var dear = Map.of("input_usd_per_mtok", 100, "output_usd_per_mtok", 200);

    assertThat(asItWas).isEqualByComparingTo(used(other)).isPositive();
    var cheaper = ask(Map.of("agent_id", other, "prices", Map.of("gpt-4o-mini", free)));
    assertThat(charged(cheaper)).isEqualByComparingTo("0");
    var dearer = ask(Map.of("agent_id", other, "prices", Map.of("gpt-4o-mini", dear)));
    var expected =
        use.path("input_tokens")
            .decimalValue()
            .multiply(new BigDecimal("0.0001"))
            .add(use.path("output_tokens").decimalValue().multiply(new BigDecimal("0.0002")));
    assertThat(charged(dearer)).isEqualByComparingTo(expected);
    var elsewhere = ask(Map.of("agent_id", other, "prices", Map.of("gpt-4o", dear)));
    assertThat(charged(elsewhere)).isEqualByComparingTo(asItWas);
  }

  private UUID provision() {
    return api.provision(Map.of("entity_id", entity.toString()));
  }

  private void limit(long tokens) {
    var quota = Map.of("monthly_token_limit", tokens);
    assertThat(api.asAdmin("PUT", "/api/agents/" + agent + "/quota", quota).status())
        .isEqualTo(200);
  }

  private String submit(UUID whose, int status) {
    var task = Map.of("type", "simulate", "estimated_tokens", 40);
    var answer = api.asAgent(whose, "POST", "/api/tasks", task);
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    return answer.text("task_id");
  }

  private BigDecimal used(UUID whose) {
    var sum = BigDecimal.ZERO;
    for (var use :
        api.asAdmin("GET", "/api/agents/" + whose + "/quota/usage", null).body().path("items")) {
      sum = sum.add(use.path("cost_usd").decimalValue());
    }
    return sum;
  }

  private static BigDecimal charged(Api.Answer answer) {
    return answer.body().path("charged_usd").decimalValue();
  }

  private Api.Answer ask(Map<String, ?> body) {
    Map<String, Object> whole = new HashMap<>(body);
    whole.put("period", period);
    var answer = call(whole, entity);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer;
  }

  private Api.Answer call(Map<String, ?> body, UUID whose) {
    return api.asAuditor(whose, "POST", PATH, body);
  }
}

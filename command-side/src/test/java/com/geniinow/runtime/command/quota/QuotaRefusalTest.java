package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Under {@code block} nothing runs that could pass a limit, and every refusal says why. */
@RuntimeTest
class QuotaRefusalTest {
  private static final Map<String, ?> CHAT =
      Map.of("messages", java.util.List.of(Map.of("role", "user", "content", "Say hello.")));

  @LocalServerPort int port;
  private Api api;

  @BeforeEach
  void connect() {
    api = new Api(port);
  }

  @Test
  void a_refusal_names_limit_used_reserved_requested_reset_and_the_recorded_event() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 1000));
    agent.ran(Map.of("estimated_tokens", 900), null, 500, 350);
    agent.submitted(Map.of("estimated_tokens", 100));

    var refused = agent.submit(100);

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text("reason")).isEqualTo("quota_exceeded");
    assertThat(refused.text("limit_kind")).isEqualTo("tokens");
    assertThat(refused.body().path("limit").asLong()).isEqualTo(1000);
    assertThat(refused.body().path("used").asLong()).isEqualTo(850);
    assertThat(refused.body().path("reserved").asLong()).isEqualTo(100);
    assertThat(refused.body().path("requested").asLong()).isEqualTo(100);
    assertThat(Instant.parse(refused.text("resets_at"))).isEqualTo(nextMonth());
    assertThat(retryAfter(refused))
        .isCloseTo(Duration.between(Instant.now(), nextMonth()).toSeconds(), within(30L));
    var event = UUID.fromString(refused.text("event_id"));
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM system_events WHERE event_id = ? AND type = 'UsageRefused'"
                    + " AND agent_id = ?",
                event,
                agent.id()))
        .isEqualTo(1);
    var entry = agent.ledger("task_refused");
    assertThat(entry).hasSize(1);
    assertThat(entry.getFirst().path("event_id").asString()).isEqualTo(event.toString());
    assertThat(entry.getFirst().path("details").path("requested").asString()).isEqualTo("100");
  }

  @Test
  void a_refused_task_is_never_there_for_a_worker_or_a_model_to_see() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 10));

    var refused =
        agent.submit(
            Map.of(
                "type", "openai.chat", "model", "gpt-4o", "payload", CHAT, "estimated_tokens", 11));

    assertThat(refused.text("reason")).isEqualTo("quota_exceeded");
    assertThat(Superuser.count("SELECT count(*) FROM agent_tasks WHERE agent_id = ?", agent.id()))
        .isZero();
    assertThat(Database.events(agent.id(), "TaskSubmitted")).isZero();
    assertThat(agent.tokensReserved()).isZero();
  }

  @Test
  void the_last_token_of_a_limit_can_be_used_and_not_one_more() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 100));

    assertThat(agent.submit(101).status()).isEqualTo(429);
    assertThat(agent.submit(100).status()).isEqualTo(202);
    assertThat(agent.submit(1).status()).isEqualTo(429);
    assertThat(agent.submit(0).status()).isEqualTo(202);
  }

  @Test
  void a_task_over_the_cost_limit_is_refused_in_dollars() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_cost_limit_usd", new BigDecimal("0.01")));
    var task = Map.of("model", "gpt-4o", "estimated_tokens", 600);
    agent.submitted(task);

    var refused = agent.submit(task);

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text("limit_kind")).isEqualTo("cost");
    assertThat(refused.body().path("limit").decimalValue()).isEqualByComparingTo("0.01");
    assertThat(refused.body().path("reserved").decimalValue()).isEqualByComparingTo("0.006");
    assertThat(refused.body().path("requested").decimalValue()).isEqualByComparingTo("0.006");
    assertThat(agent.costReserved()).isEqualByComparingTo("0.006");
  }

  @Test
  void a_refusal_uses_up_no_idempotency_key() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 10));
    var task = Map.of("estimated_tokens", 20, "idempotency_key", "once");

    assertThat(agent.submit(task).status()).isEqualTo(429);
    agent.change(Map.of("monthly_token_limit", 20));

    assertThat(agent.submit(task).status()).isEqualTo(202);
    assertThat(agent.submit(task).status()).isEqualTo(200);
    assertThat(agent.tokensReserved()).isEqualTo(20);
  }

  @Test
  void an_unknown_model_is_refused_as_invalid_unless_the_policy_is_allow() {
    var task = Map.of("model", "nobody-s-model", "estimated_tokens", 10);
    var blocking = QuotaAgent.provision(api, Map.of());
    var alerting = QuotaAgent.provision(api, Map.of("overage_policy", "alert_only"));
    var allowing = QuotaAgent.provision(api, Map.of("overage_policy", "allow"));

    assertThat(blocking.submit(task).status()).isEqualTo(400);
    assertThat(blocking.submit(task).body().path("errors").path(0).path("field").asString())
        .isEqualTo("model");
    assertThat(alerting.submit(task).status()).isEqualTo(400);
    assertThat(allowing.submit(task).status()).isEqualTo(202);
  }

  @Test
  void an_estimate_left_out_is_counted_from_the_prompt_plus_the_output_cap() {
    var agent = QuotaAgent.provision(api, Map.of());
    var payload = new java.util.HashMap<String, Object>(CHAT);
    var open = agent.submit(Map.of("type", "openai.chat", "model", "gpt-4o", "payload", payload));
    payload.put("max_completion_tokens", 50);
    var capped = agent.submit(Map.of("type", "openai.chat", "model", "gpt-4o", "payload", payload));

    assertThat(open.status()).as("%s", open).isEqualTo(202);
    var prompt = open.body().path("estimated_tokens").asLong() - 1024;
    assertThat(prompt).isBetween(5L, 20L);
    assertThat(capped.body().path("estimated_tokens").asLong()).isEqualTo(prompt + 50);
    assertThat(agent.tokensReserved()).isEqualTo(2 * prompt + 1024 + 50);
  }

  private static long retryAfter(Answer answer) {
    return Long.parseLong(answer.headers().get("Retry-After").getFirst());
  }

  private static Instant nextMonth() {
    return YearMonth.now(ZoneOffset.UTC)
        .plusMonths(1)
        .atDay(1)
        .atStartOfDay()
        .toInstant(ZoneOffset.UTC);
  }
}

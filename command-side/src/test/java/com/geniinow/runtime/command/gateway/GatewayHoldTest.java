package com.geniinow.runtime.command.gateway;

import static com.geniinow.runtime.command.gateway.GatewayAgent.chat;
import static com.geniinow.runtime.command.gateway.GatewayCallTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.StubAnswers;
import com.geniinow.runtime.command.testing.StubProvider;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What a call holds while it runs, the cap that it gets, and what is recorded of refusals. */
@RuntimeTest
@Timeout(120)
class GatewayHoldTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final int USUAL_CAP = 4_096;
  private static final int LEAST_CAP = 16;
  private static final Map<String, ?> DEAR =
      Map.of("input_usd_per_mtok", 10, "output_usd_per_mtok", 20);

  @LocalServerPort int port;

  @Test
  void a_call_with_fallbacks_holds_once_for_the_dearest_of_them() {
    var agent = GatewayAgent.provision(port, Map.of());
    var dear = agent.model("openai", DEAR);
    var cheap = agent.model("openai", Map.of("fallback", List.of(dear)));

    var alone = held(agent, dear, ",\"max_tokens\":100");
    var first = held(agent, cheap, ",\"max_tokens\":100");

    assertThat(alone.path("monthly_cost_reserved_usd").decimalValue())
        .isGreaterThan(new BigDecimal("0.002"));
    for (var field : List.of("monthly_cost_reserved_usd", "monthly_tokens_reserved")) {
      assertThat(first.path(field)).as(field).isEqualTo(alone.path(field));
    }
    assertThat(agent.quota().path("monthly_tokens_reserved").asLong()).isZero();
  }

  @Test
  void a_cap_that_nobody_names_is_the_usual_one_or_what_the_tightest_level_leaves() {
    var rich = GatewayAgent.provision(port, Map.of());
    var model = rich.model();
    long prompt = held(rich, model, "").path("monthly_tokens_reserved").asLong() - USUAL_CAP;
    assertThat(prompt).isBetween(1L, 100L);
    assertThat(cap(model)).isEqualTo(USUAL_CAP);

    assertThat(capWithin(Map.of("monthly_token_limit", prompt + 40))).isEqualTo(40);
    assertThat(capWithin(Map.of("daily_token_limit", prompt + 30, "monthly_token_limit", 9_000)))
        .isEqualTo(30);
    assertThat(capWithin(Map.of("monthly_token_limit", prompt + LEAST_CAP))).isEqualTo(LEAST_CAP);

    var poor = GatewayAgent.provision(port, Map.of("monthly_token_limit", prompt + LEAST_CAP - 1));
    var unasked = poor.model();
    refused(poor.post(CHAT, chat(unasked, "")), 429, "quota_exceeded");
    assertThat(StubProvider.SHARED.seen(unasked)).isEmpty();
  }

  /** Whenever the minute ends: each refusal is an entry, in one's {@code earlier}, or yet to be. */
  @Test
  void refusals_are_recorded_once_a_minute_and_counted() {
    var poor = GatewayAgent.provision(port, Map.of("monthly_token_limit", 20));
    var model = poor.model();
    var times = 12;

    for (var n = 0; n < times; n++) {
      refused(poor.post(CHAT, chat(model, ",\"max_tokens\":100")), 429, "quota_exceeded");
    }

    var entries = poor.ledger("call_refused");
    assertThat(entries).hasSizeBetween(1, 2);
    long earlier = entries.stream().mapToLong(entry -> entry.path("earlier").asLong()).sum();
    assertThat(entries.size() + earlier + notYetRecorded(poor)).isEqualTo(times);
  }

  private static long notYetRecorded(GatewayAgent agent) {
    return Objects.requireNonNull(
        Superuser.jdbc()
            .queryForObject(
                "SELECT sum(more) FROM call_refusals WHERE agent_id = ?", Long.class, agent.id()));
  }

  /** The quota as it is while the provider answers. */
  private static JsonNode held(GatewayAgent agent, String model, String more) {
    var seen = new AtomicReference<JsonNode>();
    StubProvider.SHARED.on(
        model,
        (request, wire) -> {
          seen.set(agent.quota());
          wire.json(200, StubAnswers.completion(model));
        });
    var answer = agent.post(CHAT, chat(model, more));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return seen.get();
  }

  private long capWithin(Map<String, ?> limits) {
    var agent = GatewayAgent.provision(port, limits);
    var model = agent.model();
    var answer = agent.post(CHAT, chat(model, ""));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return cap(model);
  }

  private static long cap(String model) {
    return StubProvider.SHARED.seen(model).getFirst().json().path("max_completion_tokens").asLong();
  }
}

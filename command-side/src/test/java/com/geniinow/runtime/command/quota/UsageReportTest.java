package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.platform.web.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whatever a worker reports, what is charged can be true, and no limit is passed. */
@RuntimeTest
class UsageReportTest {
  private static final Map<String, ?> HELLO =
      Map.of("messages", List.of(Map.of("role", "user", "content", "hello world")));
  private static final long PROMPT = 9; // 3 prime the reply, 3 frame it, "user", "hello world"
  private static final long PROMPT_BYTES = 3 + 3 + 4 + 11;

  @LocalServerPort int port;

  @Autowired
  @Qualifier("system") JdbcClient system;

  private Api api;

  @BeforeEach
  void connect() {
    api = new Api(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1000000000",
        "1000000000001",
        "9223372036854775807",
        "9223372036854775808",
        "1E+50"
      })
  void a_claim_beyond_the_hold_counts_as_far_as_a_blocking_limit_leaves_room(String claim) {
    for (var how : List.of("complete", "fail")) {
      var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 1000));
      agent.submitted(Map.of("estimated_tokens", 300));
      var task = agent.submitted(Map.of("estimated_tokens", 100));
      agent.start(task);

      var answer =
          report(
              task, how, "{\"input_tokens\": %s, \"output_tokens\": %s}".formatted(claim, claim));

      assertThat(answer.status()).as("%s", answer).isEqualTo(200);
      assertThat(agent.tokensUsed() + agent.tokensReserved()).isLessThanOrEqualTo(1000);
      assertThat(agent.tokensUsed()).isGreaterThanOrEqualTo(100);
      awaitAlert(agent.id());
    }
  }

  @Test
  void a_claim_of_money_counts_as_far_as_a_blocking_limit_leaves_room() {
    var agent =
        QuotaAgent.provision(
            api,
            Map.of("monthly_token_limit", 1000, "monthly_cost_limit_usd", new BigDecimal("0.01")));
    var task = agent.submitted(Map.of("estimated_tokens", 100, "model", "gpt-4o"));
    agent.start(task);

    var answer =
        report(task, "complete", "{\"input_tokens\": 1, \"output_tokens\": 1, \"cost_usd\": 5e30}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(agent.costUsed()).isEqualByComparingTo("0.01");
    assertThat(agent.tokensUsed()).isEqualTo(2);
    awaitAlert(agent.id());
  }

  @Test
  void a_claim_that_fits_counts_and_is_an_overage_without_an_alert() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 1000));
    var task = agent.submitted(Map.of("estimated_tokens", 100));
    agent.start(task);

    report(task, "complete", "{\"input_tokens\": 0, \"output_tokens\": 130}");

    assertThat(agent.tokensUsed()).isEqualTo(130);
    assertThat(agent.ledger("overage_recorded")).hasSize(1);
    assertThat(agent.ledger("usage_implausible")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-500                  | 3    | 9  | 3",
        "\"many\"              | 3    | 9  | 3",
        "null                  | 3    | 9  | 3",
        "{\"a\": [1]}          | 3    | 9  | 3",
        "12                    | -1   | 12 | 91", // as much as the answer was capped to
        "9223372036854775807   | 3    | 100 | 3",
        "1000000000            | 1000000000 | 100 | 100"
      })
  void a_model_call_is_charged_what_can_be_true(
      String input, String output, long chargedInput, long chargedOutput) {
    var agent = QuotaAgent.provision(api, Map.of("overage_policy", "allow"));
    var task = chat(agent, 100);

    var answer =
        report(
            task,
            "complete",
            "{\"model\": \"gpt-4o\", \"input_tokens\": %s, \"output_tokens\": %s}"
                .formatted(input, output));

    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    var row = agent.usage("").path("items").path(0);
    assertThat(row.path("input_tokens").asLong()).isEqualTo(chargedInput);
    assertThat(row.path("output_tokens").asLong()).isEqualTo(chargedOutput);
    var cost = chargedInput * 2.5e-6 + chargedOutput * 10e-6;
    assertThat(row.path("cost_usd").asDouble())
        .isCloseTo(cost, org.assertj.core.data.Offset.offset(1e-9));
  }

  @Test
  void a_prompt_counts_above_its_hold_up_to_its_bytes() {
    var agent = QuotaAgent.provision(api, Map.of());
    var task = chat(agent, PROMPT + 1);

    report(
        task, "complete", "{\"model\": \"gpt-4o\", \"input_tokens\": 999, \"output_tokens\": 1}");

    var row = agent.usage("").path("items").path(0);
    assertThat(row.path("input_tokens").asLong()).isEqualTo(PROMPT_BYTES);
    assertThat(row.path("output_tokens").asLong()).isEqualTo(1);
    var said = agent.ledger("usage_implausible").getFirst().path("details");
    assertThat(said.path("reported_tokens").asString()).isEqualTo("1000");
    awaitAlert(agent.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"input_tokens\": 1, \"output_tokens\": 1, \"cost_usd\": -1}",
        "{\"input_tokens\": 1, \"output_tokens\": 1, \"cost_usd\": \"a lot\"}",
        "{\"input_tokens\": 1, \"output_tokens\": 1, \"cost_usd\": 1e-400}",
        "{\"input_tokens\": 1.5, \"output_tokens\": 1, \"model\": 7}",
        "{\"input_tokens\": 1, \"output_tokens\": 1, \"cached_input_tokens\": -7}",
        "{\"input_tokens\": 1, \"output_tokens\": 1, \"cached_input_tokens\": 7, \"more\": {}}"
      })
  void no_usage_is_a_reason_to_refuse_the_report_it_stands_in(String usage) {
    for (var how : List.of("complete", "fail")) {
      var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 100));
      var task = agent.submitted(Map.of("estimated_tokens", 100));
      agent.start(task);

      assertThat(report(task, how, usage).status()).as(usage).isEqualTo(200);
      assertThat(agent.tokensUsed()).isBetween(0L, 100L);
    }
  }

  @Test
  void cached_input_has_its_own_price_and_its_own_column() {
    var agent = QuotaAgent.provision(api, Map.of());
    var task = agent.submitted(Map.of("estimated_tokens", 20_000, "model", "gpt-4o"));
    agent.start(task);

    report(
        task,
        "complete",
        """
        {"model": "gpt-4o", "input_tokens": 10000, "cached_input_tokens": 9000,
         "output_tokens": 100}""");

    var row = agent.usage("").path("items").path(0);
    assertThat(row.path("input_tokens").asLong()).isEqualTo(10_000);
    assertThat(row.path("cached_input_tokens").asLong()).isEqualTo(9_000);
    assertThat(row.path("tokens").asLong()).isEqualTo(10_100);
    // 1,000 at 2.50, 9,000 at 1.25 and 100 at 10.00 a million
    assertThat(row.path("cost_usd").decimalValue()).isEqualByComparingTo("0.01475");
    assertThat(
            agent
                .ledger("usage_recorded")
                .getFirst()
                .path("details")
                .path("cached_input_tokens")
                .asString())
        .isEqualTo("9000");
  }

  @Test
  void every_class_of_token_is_kept_and_what_has_no_price_is_assumed() {
    var agent = QuotaAgent.provision(api, Map.of());
    var task = agent.submitted(Map.of("estimated_tokens", 20_000, "model", "gpt-4o"));
    agent.start(task);

    report(
        task,
        "complete",
        """
        {"model": "gpt-4o", "input_tokens": 10000, "cached_input_tokens": 5000,
         "cache_write_tokens": 2000, "output_tokens": 100, "reasoning_tokens": 60}""");

    var row = agent.usage("").path("items").path(0);
    assertThat(row.path("cache_write_tokens").asLong()).isEqualTo(2_000);
    assertThat(row.path("reasoning_tokens").asLong()).isEqualTo(60);
    assertThat(row.path("price_version").asInt()).isOne();
    assertThat(row.path("price_assumed").asBoolean()).isTrue();
    // 3,000 at 2.50, 5,000 at 1.25, 2,000 at 10.00 as output, 100 at 10.00 a million
    assertThat(row.path("cost_usd").decimalValue()).isEqualByComparingTo("0.03475");
    var total = agent.usage("").path("totals").path(0);
    assertThat(total.path("reasoning_tokens").asLong()).isEqualTo(60);
    var view = api.asAdmin("GET", "/api/tasks/" + task, null).body();
    assertThat(view.path("cache_write_tokens").asLong()).isEqualTo(2_000);
    assertThat(view.path("price_version").asInt()).isOne();
  }

  @Test
  void parts_that_are_more_than_their_whole_are_cut_to_it() {
    var agent = QuotaAgent.provision(api, Map.of());
    var task = agent.submitted(Map.of("estimated_tokens", 100, "model", "gpt-4o"));
    agent.start(task);

    report(
        task,
        "complete",
        """
        {"model": "gpt-4o", "input_tokens": 10, "cached_input_tokens": 700,
         "cache_write_tokens": 700, "output_tokens": 5, "reasoning_tokens": 900}""");

    var row = agent.usage("").path("items").path(0);
    assertThat(row.path("cached_input_tokens").asLong()).isEqualTo(10);
    assertThat(row.path("cache_write_tokens").asLong()).isZero();
    assertThat(row.path("reasoning_tokens").asLong()).isEqualTo(5);
  }

  @Test
  void a_dearer_tier_than_was_asked_for_costs_twice_what_is_listed() {
    var agent = QuotaAgent.provision(api, Map.of());
    var task = chat(agent, 1_000);

    report(
        task,
        "complete",
        """
        {"model": "gpt-4o", "input_tokens": 9, "output_tokens": 100,
         "service_tier": "priority"}""");

    var row = agent.usage("").path("items").path(0);
    assertThat(row.path("cost_usd").decimalValue()).isEqualByComparingTo("0.002045");
    assertThat(row.path("price_assumed").asBoolean()).isTrue();
  }

  @Test
  void what_a_provider_told_counts_in_full_over_a_limit_that_blocks() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", PROMPT + 1));
    var task = chat(agent, PROMPT + 1);

    report(task, "complete", "{\"model\": \"gpt-4o\", \"input_tokens\": 15, \"output_tokens\": 1}");

    assertThat(agent.tokensUsed()).isEqualTo(16);
    assertThat(agent.ledger("overage_recorded")).hasSize(1);
    assertThat(agent.ledger("usage_implausible")).isEmpty();
    assertThat(agent.submit(1).status()).isEqualTo(429);
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                Superuser.jdbc()
                        .queryForObject(
                            "SELECT count(*) FROM alerts"
                                + " WHERE agent_id = ? AND kind = 'reservation_exceeded'",
                            Long.class,
                            agent.id())
                    == 1);
  }

  private String chat(QuotaAgent agent, long tokens) {
    var task =
        agent.submitted(
            Map.of(
                "type",
                "openai.chat",
                "model",
                "gpt-4o",
                "payload",
                HELLO,
                "estimated_tokens",
                tokens));
    agent.start(task);
    return task;
  }

  private Answer report(String task, String how, String usage) {
    var parsed = Json.mapper().readTree(usage);
    var body = new HashMap<String, Object>(Map.of("usage", parsed));
    if (how.equals("fail")) {
      body.putAll(Map.of("error", "no luck", "retryable", false));
    }
    return api.asWorker("POST", "/internal/tasks/" + task + "/attempts/1/" + how, body);
  }

  private void awaitAlert(UUID agent) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                system
                    .sql(
                        "SELECT count(*) FROM alerts"
                            + " WHERE agent_id = ? AND kind = 'usage_implausible'")
                    .param(agent)
                    .query(Long.class)
                    .single(),
            count -> count == 1L);
  }
}

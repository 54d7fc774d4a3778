package com.geniinow.runtime.command.quota;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.RuntimeTest;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What an administrator puts right. */
@RuntimeTest
class CorrectionTest {
  @LocalServerPort int port;
  private Api api;
  private QuotaAgent agent;

  @BeforeEach
  void provision() {
    api = new Api(port);
    agent =
        QuotaAgent.provision(
            api, Map.of("monthly_token_limit", 1_000, "monthly_cost_limit_usd", 1));
  }

  @Test
  void what_is_taken_back_is_there_again() {
    agent.ran(Map.of("estimated_tokens", 1_000), null, 0, 1_000);
    assertThat(agent.submit(1).status()).isEqualTo(429);

    var answer = correct(Map.of("tokens", -400));

    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    assertThat(answer.text("kind")).isEqualTo("correction");
    assertThat(answer.body().path("tokens").asLong()).isEqualTo(-400);
    assertThat(answer.text("period")).isEqualTo(month());
    assertThat(answer.body().path("day").isNull()).isTrue();
    assertThat(answer.body().path("task_id").isNull()).isTrue();
    assertThat(agent.tokensUsed()).isEqualTo(600);
    assertThat(agent.submit(400).status()).isEqualTo(202);
    assertThat(agent.submit(1).status()).isEqualTo(429);
  }

  @Test
  void upwards_it_may_pass_a_limit_and_nothing_is_admitted_then() {
    assertThat(correct(Map.of("cost_usd", new BigDecimal("1.5"))).status()).isEqualTo(201);

    assertThat(agent.costUsed()).isEqualByComparingTo("1.5");
    assertThat(agent.submit(Map.of("estimated_tokens", 10, "model", "gpt-4o")).status())
        .isEqualTo(429);
  }

  @Test
  void no_total_falls_below_0() {
    agent.ran(Map.of("estimated_tokens", 100), null, 0, 100);

    var answer = correct(Map.of("tokens", -101));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("reason")).isEqualTo("correction_exceeds_use");
    assertThat(agent.tokensUsed()).isEqualTo(100);
    assertThat(agent.ledger("usage_corrected")).isEmpty();
  }

  @Test
  void no_total_of_a_day_falls_below_0() {
    agent.ran(Map.of("estimated_tokens", 100), null, 0, 100);
    agent.ran(Map.of("estimated_tokens", 50), null, 0, 50);
    var today = agent.usage("").path("items").path(0).path("day").asString();
    var yesterday = LocalDate.parse(today).minusDays(1).toString();

    assertThat(correct(Map.of("tokens", 500)).status()).as("of the month alone").isEqualTo(201);
    assertThat(correct(Map.of("tokens", -60, "period", today)).status()).isEqualTo(201);
    var answer = correct(Map.of("tokens", -91, "period", today));
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("detail")).contains("day " + today);
    assertThat(correct(Map.of("tokens", -1, "period", yesterday)).status()).isEqualTo(409);

    assertThat(agent.quota().path("daily_tokens_used").asLong()).isEqualTo(90);
  }

  @Test
  void a_task_s_own_sums_follow_and_stay_above_0() {
    agent.ran(Map.of("estimated_tokens", 100), null, 0, 100);
    agent.ran(Map.of("estimated_tokens", 300), null, 0, 300);
    var first = agent.usage("").path("items").path(0).path("task_id").asString();

    assertThat(correct(Map.of("tokens", -60, "task_id", first)).status()).isEqualTo(201);
    assertThat(correct(Map.of("tokens", -60, "task_id", first)).status()).isEqualTo(409);

    var task = api.asAdmin("GET", "/api/tasks/" + first, null);
    assertThat(task.body().path("tokens_used").asLong()).isEqualTo(40);
    assertThat(agent.tokensUsed()).isEqualTo(340);
  }

  @Test
  void an_earlier_month_is_corrected_without_touching_this_one() {
    var earlier = YearMonth.parse(month()).minusMonths(1).toString();

    assertThat(correct(Map.of("tokens", 50, "period", earlier + "-15")).status()).isEqualTo(201);
    assertThat(correct(Map.of("tokens", -20, "period", earlier)).status()).isEqualTo(201);
    assertThat(correct(Map.of("tokens", -31, "period", earlier)).status()).isEqualTo(409);

    assertThat(agent.tokensUsed()).isZero();
    assertThat(agent.usage("").path("items").path(0).path("day").asString())
        .isEqualTo(earlier + "-15");
  }

  @Test
  void the_same_key_corrects_once() {
    var body = Map.of("tokens", 5, "idempotency_key", "k-" + UUID.randomUUID());

    var first = correct(body);
    var second = correct(body);

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(agent.tokensUsed()).isEqualTo(5);
    var other = new HashMap<String, Object>(body);
    other.put("tokens", 6);
    assertThat(correct(other).status()).isEqualTo(422);
  }

  @Test
  void of_many_at_once_no_more_is_taken_back_than_was_used() {
    agent.ran(Map.of("estimated_tokens", 100), null, 0, 100);
    try (var threads = Executors.newFixedThreadPool(8)) {
      var answers =
          IntStream.range(0, 24)
              .mapToObj(n -> threads.submit(() -> correct(Map.of("tokens", -30)).status()))
              .toList();

      var taken = answers.stream().filter(answer -> get(answer) == 201).count();

      assertThat(taken).isEqualTo(3);
    }
    assertThat(agent.tokensUsed()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"reason\": \"a\"}",
        "{\"reason\": \"a\", \"tokens\": 0}",
        "{\"tokens\": 1}",
        "{\"reason\": \"\", \"tokens\": 1}",
        "{\"reason\": \"a\", \"tokens\": 1.5}",
        "{\"reason\": \"a\", \"tokens\": 1, \"period\": \"2026-13\"}",
        "{\"reason\": \"a\", \"tokens\": 1, \"period\": \"2026-02-30\"}",
        "{\"reason\": \"a\", \"tokens\": 1, \"period\": \"9999-01\"}",
        "{\"reason\": \"a\", \"tokens\": 1, \"period\": \"March\"}",
        "{\"reason\": \"a\", \"tokens\": 1, \"period\": \"0000-01\"}",
        "{\"reason\": \"a\", \"tokens\": 1e300}",
        "{\"reason\": \"a\", \"cost_usd\": 0.00000000001}",
        "{\"reason\": \"a\", \"tokens\": 1, \"task_id\": \"00000000-0000-4000-8000-00000000dead\"}"
      })
  void what_makes_no_sense_is_refused(String body) {
    var answer = api.asAdmin("POST", path(), "application/json", body.getBytes(UTF_8));

    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(agent.tokensUsed()).isZero();
  }

  @Test
  void only_an_administrator_corrects() {
    var body = Map.of("tokens", -1, "reason", "mine");

    assertThat(api.asAgent(agent.id(), "POST", path(), body).status()).isEqualTo(403);
  }

  private Answer correct(Map<String, ?> correction) {
    var body = new HashMap<String, Object>(correction);
    body.put("reason", "counted twice");
    return api.asAdmin("POST", path(), body);
  }

  private String path() {
    return "/api/agents/" + agent.id() + "/quota/corrections";
  }

  private static String month() {
    return YearMonth.now(ZoneOffset.UTC).toString();
  }

  private static int get(Future<Integer> answer) {
    try {
      return answer.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

package com.geniinow.runtime.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.WireMock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** No input passes a limit, whatever a client estimates and whatever a provider reports. */
class MoneyAcceptanceTest {
  private static final Duration SOON = Duration.ofMinutes(3);

  @Test
  void a_prompt_beyond_the_limit_never_reaches_the_provider_however_low_it_is_estimated()
      throws Exception {
    var agent =
        TestAgent.provision(
            Map.of("monthly_token_limit", 100, "monthly_cost_limit_usd", new BigDecimal("0.001")));
    var mark = "mark-" + UUID.randomUUID();
    var prompt = mark + " word".repeat(40_000);

    var answers = new ArrayList<Answer>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<java.util.concurrent.Callable<Answer>>();
      for (var n = 0; n < 24; n++) {
        running.add(() -> agent.submit(chat("gpt-4o", prompt, Map.of("estimated_tokens", 1))));
      }
      for (var answer : threads.invokeAll(running)) {
        answers.add(answer.get());
      }
    }

    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.status()).isEqualTo(400);
              assertThat(answer.text("reason")).isEqualTo("estimate_too_low");
              assertThat(answer.body().path("counted_tokens").asLong()).isGreaterThan(40_000);
            });
    assertThat(agent.submit(chat("gpt-4o", prompt, Map.of())).text("reason"))
        .isEqualTo("quota_exceeded");
    assertThat(agent.quota().body().path("monthly_tokens_used").asLong()).isZero();
    assertThat(agent.quota().body().path("monthly_tokens_reserved").asLong()).isZero();
    assertThat(calls(mark)).isZero();
  }

  @Test
  void a_provider_that_reports_what_it_read_is_covered_by_the_hold() {
    var mark = "mark-" + UUID.randomUUID();
    var agent = TestAgent.provision(Map.of());
    provider(mark, 26_000, 0, 5);
    var image =
        Map.of(
            "type",
            "image_url",
            "image_url",
            Map.of("url", "https://images.example.com/x.png", "detail", "high"));
    var content = List.of(Map.of("type", "text", "text", mark), image);

    var submitted = agent.submit(chat("gpt-4o-mini", content, Map.of()));
    agent.awaitTask(submitted.text("task_id"), "completed");

    assertThat(submitted.body().path("estimated_tokens").asLong()).isGreaterThan(26_005);
    assertThat(agent.quota().body().path("monthly_tokens_used").asLong()).isEqualTo(26_005);
    assertThat(ledger(agent)).doesNotContain("overage_recorded", "usage_implausible");
  }

  @Test
  void a_report_beyond_all_measure_passes_no_limit_and_is_told() {
    var mark = "mark-" + UUID.randomUUID();
    var agent = TestAgent.provision(Map.of("monthly_token_limit", 1000));
    provider(mark, 1_000_000_000, 0, 1_000_000_000);

    var task = agent.submit(chat("gpt-4o", mark, Map.of("estimated_tokens", 200)));
    agent.awaitTask(task.text("task_id"), "completed");

    assertThat(agent.quota().body().path("monthly_tokens_used").asLong()).isBetween(200L, 1000L);
    assertThat(ledger(agent)).contains("usage_implausible");
    await()
        .atMost(SOON)
        .until(
            () ->
                Sql.row(
                        "SELECT count(*)::text AS told FROM alerts WHERE kind ="
                            + " 'usage_implausible' AND agent_id = '"
                            + agent.id()
                            + "'")
                    .get("told"),
            "1"::equals);
  }

  @Test
  void cached_input_is_charged_at_its_own_price_and_shown() {
    var mark = "mark-" + UUID.randomUUID();
    var agent = TestAgent.provision(Map.of());
    provider(mark, 10_000, 9_000, 100);

    var task = agent.submit(chat("gpt-4o", mark, Map.of("estimated_tokens", 20_000)));
    agent.awaitTask(task.text("task_id"), "completed");

    var row =
        agent
            .token()
            .get("/api/agents/" + agent.id() + "/quota/usage")
            .body()
            .path("items")
            .path(0);
    assertThat(row.path("input_tokens").asLong()).isEqualTo(10_000);
    assertThat(row.path("cached_input_tokens").asLong()).isEqualTo(9_000);
    assertThat(row.path("cost_usd").decimalValue()).isEqualByComparingTo("0.01475");
  }

  /** Answers prompts with this mark, and says that it read and wrote this much. */
  private static void provider(String mark, long read, long cached, long written) {
    RunningSystem.get()
        .openAi()
        .stubFor(
            post(urlEqualTo("/v1/chat/completions"))
                .withRequestBody(WireMock.containing(mark))
                .willReturn(
                    okJson(
                        """
                        {"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o",
                         "choices":[{"index":0,"finish_reason":"stop","logprobs":null,
                           "message":{"role":"assistant","content":"Hello.","refusal":null}}],
                         "usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,
                           "prompt_tokens_details":{"cached_tokens":%d}}}"""
                            .formatted(read, written, read + written, cached))));
  }

  private static Map<String, Object> chat(String model, Object content, Map<String, ?> more) {
    var task = new HashMap<String, Object>(more);
    task.put("type", "openai.chat");
    task.put("model", model);
    task.put("payload", Map.of("messages", List.of(Map.of("role", "user", "content", content))));
    return task;
  }

  private static long calls(String mark) {
    return RunningSystem.get()
        .openAi()
        .findAll(postRequestedFor(urlEqualTo("/v1/chat/completions")))
        .stream()
        .filter(call -> call.getBodyAsString().contains(mark))
        .count();
  }

  private static List<String> ledger(TestAgent agent) {
    return agent
        .token()
        .get("/api/agents/" + agent.id() + "/ledger?limit=200")
        .body()
        .path("items")
        .findValuesAsString("type");
  }
}

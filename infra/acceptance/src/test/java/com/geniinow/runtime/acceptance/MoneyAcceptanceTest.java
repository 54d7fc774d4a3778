package com.geniinow.runtime.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.WireMock;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Nothing is admitted beyond a limit, whatever a client estimates; what was used costs what its
 * price says, to the last digit, and can be put right.
 */
class MoneyAcceptanceTest {
  private static final Duration SOON = Duration.ofMinutes(3);

  /** How long an answer takes during which a price is set. */
  private static final Duration SLOW = Duration.ofSeconds(5);

  @TempDir Path folder;

  @BeforeAll
  static void outside() {
    RunningSystem.get().slack().stubFor(any(anyUrl()).willReturn(okJson("{\"ok\":true}")));
  }

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
      for (var n = 0; n < 6; n++) {
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
  void a_report_beyond_all_measure_counts_as_far_as_it_can_be_true_and_is_told() {
    var mark = "mark-" + UUID.randomUUID();
    var agent = TestAgent.provision(Map.of("monthly_token_limit", 300));
    provider(mark, 1_000_000_000, 0, 1_000_000_000);

    var task = agent.submit(chat("gpt-4o", mark, Map.of("estimated_tokens", 200)));
    agent.awaitTask(task.text("task_id"), "completed");

    // A prompt so short, and an answer capped to the hold: each can have been 200 at most.
    assertThat(agent.quota().body().path("monthly_tokens_used").asLong()).isEqualTo(400);
    assertThat(ledger(agent)).contains("usage_implausible", "overage_recorded");
    await().atMost(SOON).until(() -> told(agent, "2000000000 tokens").size() == 1);
  }

  @Test
  void what_a_provider_reports_above_the_hold_counts_in_full_and_slack_hears_of_it() {
    var mark = "mark-" + UUID.randomUUID();
    var agent = TestAgent.provision(Map.of("monthly_token_limit", 1_000));
    provider(mark, 2_500, 0, 100);
    var prompt = mark + " word".repeat(600);

    var task = agent.submit(chat("gpt-4o", prompt, Map.of("estimated_tokens", 800)));
    agent.awaitTask(task.text("task_id"), "completed");

    var quota = agent.quota().body();
    assertThat(quota.path("monthly_tokens_used").asLong()).isEqualTo(2_600);
    assertThat(quota.path("monthly_cost_used_usd").decimalValue()).isEqualByComparingTo("0.00725");
    assertThat(ledger(agent)).contains("overage_recorded").doesNotContain("usage_implausible");
    await().atMost(SOON).until(() -> told(agent, "More used than held").size() == 1);
    assertThat(told(agent, "More used than held").getFirst())
        .contains("gpt-4o", "800 tokens", "2600 tokens", "3.25");
    assertThat(agent.submit(simulated(1)).text("reason")).isEqualTo("quota_exceeded");
  }

  @Test
  void cached_input_of_a_configured_model_is_charged_at_its_own_price_and_shown() {
    var mark = "mark-" + UUID.randomUUID();
    var agent = TestAgent.provision(Map.of());
    provider(mark, 10_000, 9_000, 100);

    var task = agent.submit(chat("gpt-4o", mark, Map.of("estimated_tokens", 20_000)));
    agent.awaitTask(task.text("task_id"), "completed");

    var row = usage(agent).path("items").path(0);
    assertThat(row.path("input_tokens").asLong()).isEqualTo(10_000);
    assertThat(row.path("cached_input_tokens").asLong()).isEqualTo(9_000);
    assertThat(row.path("cost_usd").decimalValue()).isEqualByComparingTo("0.01475");
  }

  @Test
  void every_class_of_token_is_told_everywhere_and_costs_what_its_own_price_says() {
    var model = priced(Map.of("cached_input_usd_per_mtok", 0.3, "cache_write_usd_per_mtok", 3.75));
    var mark = "mark-" + UUID.randomUUID();
    var agent = TestAgent.provision(Map.of());
    provider(mark, new Reported(10_000, 6_000, 1_000, 400, 250));

    var task = agent.submit(chat(model, mark, Map.of("estimated_tokens", 20_000))).text("task_id");
    var view = agent.awaitTask(task, "completed").body();

    // 3,000 x 3 + 6,000 x 0.30 + 1,000 x 3.75 + 400 x 15, a millionth of each.
    var usage = usage(agent);
    for (var told : List.of(view, usage.path("items").path(0), usage.path("totals").path(0))) {
      assertThat(told.path("cached_input_tokens").asLong()).as("%s", told).isEqualTo(6_000);
      assertThat(told.path("cache_write_tokens").asLong()).as("%s", told).isEqualTo(1_000);
      assertThat(told.path("reasoning_tokens").asLong()).as("%s", told).isEqualTo(250);
      assertThat(told.path("cost_usd").decimalValue()).isEqualByComparingTo("0.02055");
      assertThat(told.path("price_version").asInt()).as("%s", told).isEqualTo(1);
    }
    assertThat(usage.path("items").path(0).path("input_tokens").asLong()).isEqualTo(10_000);
    assertThat(usage.path("items").path(0).path("output_tokens").asLong()).isEqualTo(400);
    assertThat(usage.path("items").path(0).path("price_assumed").asBoolean()).isFalse();
    var entry = entry(agent, "model_called").path("details");
    assertThat(entry.path("tokens").asString()).isEqualTo("10400");
    assertThat(entry.path("cached_input_tokens").asString()).isEqualTo("6000");
    assertThat(entry.path("cache_write_tokens").asString()).isEqualTo("1000");
    assertThat(entry.path("reasoning_tokens").asString()).isEqualTo("250");
    assertThat(new BigDecimal(entry.path("cost_usd").asString())).isEqualByComparingTo("0.02055");
    assertThat(entry.path("price_version").asInt()).isEqualTo(1);
    assertThat(agent.quota().body().path("monthly_cost_used_usd").decimalValue())
        .isEqualByComparingTo("0.02055");
  }

  @Test
  void a_price_counts_from_the_next_task_on_and_a_task_that_runs_keeps_its_own() {
    var model = priced(Map.of());
    var agent = TestAgent.provision(Map.of());
    var slow = "mark-" + UUID.randomUUID();
    var next = "mark-" + UUID.randomUUID();
    provider(slow, new Reported(1_000, 0, 0, 100, 0), SLOW);
    provider(next, 1_000, 0, 100);

    var running = agent.submit(chat(model, slow, Map.of("estimated_tokens", 2_000)));
    set(model, Map.of("input_usd_per_mtok", 6, "output_usd_per_mtok", 30));
    assertThat(agent.token().get("/api/tasks/" + running.text("task_id")).text("status"))
        .isNotEqualTo("completed");
    var later = agent.submit(chat(model, next, Map.of("estimated_tokens", 2_000)));

    assertPaid(agent.awaitTask(running.text("task_id"), "completed"), 1, "0.0045");
    assertPaid(agent.awaitTask(later.text("task_id"), "completed"), 2, "0.009");
  }

  @Test
  void a_correction_down_makes_room_again() {
    var agent = TestAgent.provision(Map.of("monthly_token_limit", 1_000));
    ran(agent, 1_000);
    assertThat(agent.submit(simulated(1)).status()).isEqualTo(429);

    assertThat(correct(agent, Map.of("tokens", -400)).status()).isEqualTo(201);

    assertThat(agent.quota().body().path("monthly_tokens_used").asLong()).isEqualTo(600);
    ran(agent, 400);
    assertThat(agent.submit(simulated(1)).status()).isEqualTo(429);
  }

  @Test
  void a_correction_up_may_pass_a_limit_and_nothing_is_admitted_then() {
    var agent = TestAgent.provision(Map.of("monthly_token_limit", 1_000));

    assertThat(correct(agent, Map.of("tokens", 1_500)).status()).isEqualTo(201);

    assertThat(agent.quota().body().path("monthly_tokens_used").asLong()).isEqualTo(1_500);
    assertThat(agent.submit(simulated(1)).text("reason")).isEqualTo("quota_exceeded");
  }

  @Test
  void a_correction_below_0_is_refused_and_changes_nothing() {
    var agent = TestAgent.provision(Map.of());
    ran(agent, 100);

    var refused = correct(agent, Map.of("tokens", -101));

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("reason")).isEqualTo("correction_exceeds_use");
    assertThat(agent.quota().body().path("monthly_tokens_used").asLong()).isEqualTo(100);
    assertThat(ledger(agent)).doesNotContain("usage_corrected");
  }

  @Test
  void a_past_quota_says_what_it_said_before_and_after_a_correction() {
    var agent = TestAgent.provision(Map.of());
    ran(agent, 500);
    var before = agent.quota().body();
    var then = Instant.now().truncatedTo(ChronoUnit.MICROS);
    correct(agent, Map.of("tokens", -200, "cost_usd", new BigDecimal("0.25")));
    var after = agent.quota().body();
    var afterwards = Instant.now().truncatedTo(ChronoUnit.MICROS);
    correct(agent, Map.of("tokens", 50));

    assertThat(asOf(agent, then)).isEqualTo(before);
    assertThat(asOf(agent, afterwards)).isEqualTo(after);
    assertThat(after.path("monthly_tokens_used").asLong()).isEqualTo(300);
    assertThat(after.path("monthly_cost_used_usd").decimalValue()).isEqualByComparingTo("0.25");
  }

  @Test
  void a_reprice_is_counted_first_then_charged_once_and_told_as_a_correction() {
    var model = priced(Map.of());
    var mark = "mark-" + UUID.randomUUID();
    var agent = TestAgent.provision(Map.of());
    provider(mark, 1_000, 0, 100);
    var task = agent.submit(chat(model, mark, Map.of("estimated_tokens", 2_000))).text("task_id");
    agent.awaitTask(task, "completed");
    set(model, Map.of("input_usd_per_mtok", 1, "output_usd_per_mtok", 5));

    assertRepriced(reprice(model, true), 1, "-0.003");
    assertThat(usage(agent).path("items")).hasSize(1);
    assertRepriced(reprice(model, false), 1, "-0.003");
    assertRepriced(reprice(model, false), 0, "0");

    var use = usage(agent).path("items").path(0);
    var correction = usage(agent).path("items").path(1);
    assertThat(usage(agent).path("items")).hasSize(2);
    assertThat(use.path("cost_usd").decimalValue()).isEqualByComparingTo("0.0045");
    assertThat(correction.path("kind").asString()).isEqualTo("correction");
    assertThat(correction.path("corrects")).isEqualTo(use.path("usage_id"));
    assertThat(correction.path("price_version").asInt()).isEqualTo(2);
    assertThat(correction.path("cost_usd").decimalValue()).isEqualByComparingTo("-0.003");
    assertThat(agent.quota().body().path("monthly_cost_used_usd").decimalValue())
        .isEqualByComparingTo("0.0015");
    assertThat(entry(agent, "usage_corrected").path("details").path("usage_id"))
        .isEqualTo(use.path("usage_id"));
  }

  @Test
  void the_platform_s_ledger_is_proven_intact_without_the_system_and_a_changed_price_is_found()
      throws Exception {
    var model = priced(Map.of());
    set(model, Map.of("output_usd_per_mtok", 16));
    reprice(model, false);
    var export = folder.resolve("platform.ndjson");

    assertThat(Ledgers.export(Caller.admin(), "/api/ledger/platform/export", export))
        .isEqualTo(200);

    var lines = Files.readAllLines(export);
    assertThat(Ledgers.verify(export)).isEqualTo("0 " + lines.size() + " entries, intact");
    assertThat(lines.stream().filter(line -> line.contains(model)))
        .satisfiesExactly(
            first -> assertThat(first).contains("price_set", "\"output_usd_per_mtok\":\"15\""),
            second -> assertThat(second).contains("price_set", "\"output_usd_per_mtok\":\"16\""),
            order -> assertThat(order).contains("reprice_ordered"));
    var changed = lines.stream().map(line -> line.replace("mtok\":\"16\"", "mtok\":\"1\""));
    Files.write(export, changed.toList());
    assertThat(Ledgers.verify(export)).startsWith("1 broken at entry ").contains("changed");
  }

  /** What a provider says that it read and wrote. */
  private record Reported(long read, long cached, long kept, long written, long reasoning) {}

  private static void provider(String mark, long read, long cached, long written) {
    provider(mark, new Reported(read, cached, 0, written, 0));
  }

  private static void provider(String mark, Reported said) {
    provider(mark, said, Duration.ZERO);
  }

  /** Answers prompts with this mark. */
  private static void provider(String mark, Reported said, Duration delay) {
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
                               "prompt_tokens_details":{"cached_tokens":%d,"cache_write_tokens":%d},
                               "completion_tokens_details":{"reasoning_tokens":%d}}}"""
                                .formatted(
                                    said.read(),
                                    said.written(),
                                    said.read() + said.written(),
                                    said.cached(),
                                    said.kept(),
                                    said.reasoning()))
                        .withFixedDelay((int) delay.toMillis())));
  }

  /** A model of the test's own: 3 USD for a million tokens of input, 15 of output, and these. */
  private static String priced(Map<String, ?> more) {
    var model = "money-" + UUID.randomUUID();
    var price = new HashMap<String, Object>(more);
    price.put("input_usd_per_mtok", 3);
    price.put("output_usd_per_mtok", 15);
    set(model, price);
    return model;
  }

  private static void set(String model, Map<String, ?> price) {
    var body = new HashMap<String, Object>(price);
    body.put("reason", "the provider's list");
    var answer = Caller.admin().put("/api/prices/" + model, body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
  }

  private static Answer correct(TestAgent agent, Map<String, ?> amounts) {
    var body = new HashMap<String, Object>(amounts);
    body.put("reason", "the provider's bill");
    return Caller.admin().post("/api/agents/" + agent.id() + "/quota/corrections", body);
  }

  /** Has all uses of a model cost what version 2 says, and waits for it. */
  private static JsonNode reprice(String model, boolean dryRun) {
    var body =
        Map.of(
            "from",
            Instant.now().minusSeconds(3_600).toString(),
            "to",
            Instant.now().plusSeconds(3_600).toString(),
            "version",
            2,
            "reason",
            "the provider's bill",
            "dry_run",
            dryRun);
    var ordered = Caller.admin().post("/api/prices/" + model + "/reprice", body);
    assertThat(ordered.status()).as("%s", ordered.body()).isEqualTo(202);
    return await()
        .atMost(SOON)
        .until(
            () -> Caller.admin().get("/api/prices/reprices/" + ordered.text("reprice_id")),
            answer -> answer.text("state").equals("done"))
        .body();
  }

  private static void assertRepriced(JsonNode done, long corrected, String deltaUsd) {
    assertThat(done.path("examined").asLong()).as("%s", done).isEqualTo(1);
    assertThat(done.path("corrected").asLong()).as("%s", done).isEqualTo(corrected);
    assertThat(done.path("delta_usd").decimalValue()).isEqualByComparingTo(deltaUsd);
  }

  private static void assertPaid(Answer task, int version, String costUsd) {
    assertThat(task.body().path("price_version").asInt()).isEqualTo(version);
    assertThat(task.body().path("cost_usd").decimalValue()).isEqualByComparingTo(costUsd);
  }

  private static Map<String, ?> simulated(long tokens) {
    return Map.of(
        "type", "simulate", "payload", Map.of("tokens", tokens), "estimated_tokens", tokens);
  }

  private static void ran(TestAgent agent, long tokens) {
    var answer = agent.submit(simulated(tokens));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    agent.awaitTask(answer.text("task_id"), "completed");
  }

  private static JsonNode asOf(TestAgent agent, Instant moment) {
    return Caller.admin()
        .get("/api/audit/agents/" + agent.id() + "?as_of=" + moment)
        .body()
        .path("quota");
  }

  private static JsonNode usage(TestAgent agent) {
    return agent.token().get("/api/agents/" + agent.id() + "/quota/usage").body();
  }

  /** Messages about an agent that say this. */
  private static List<String> told(TestAgent agent, String what) {
    return RunningSystem.get()
        .slack()
        .findAll(postRequestedFor(urlEqualTo("/api/chat.postMessage")))
        .stream()
        .map(request -> URLDecoder.decode(request.getBodyAsString(), UTF_8))
        .filter(body -> body.contains(agent.id().toString()) && body.contains(what))
        .toList();
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
    return entries(agent).findValuesAsString("type");
  }

  private static JsonNode entry(TestAgent agent, String type) {
    return StreamSupport.stream(entries(agent).spliterator(), false)
        .filter(entry -> entry.path("type").asString().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode entries(TestAgent agent) {
    return agent
        .token()
        .get("/api/agents/" + agent.id() + "/ledger?limit=200")
        .body()
        .path("items");
  }
}

package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.RuntimeTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A model call is held for at its worst before it is made, whatever its author says of it. */
@RuntimeTest
class WorstCaseTest {
  private static final String WORDS = "word ".repeat(40_000);

  @LocalServerPort int port;

  private Api api;

  @BeforeEach
  void connect() {
    api = new Api(port);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1000, 40_000})
  void an_estimate_below_the_prompt_is_refused_with_what_was_counted(long estimate) {
    var agent = QuotaAgent.provision(api, Map.of());

    var refused = agent.submit(chat(WORDS, Map.of("estimated_tokens", estimate)));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("reason")).isEqualTo("estimate_too_low");
    long counted = refused.body().path("counted_tokens").asLong();
    assertThat(counted).isBetween(40_001L, 41_000L);
    assertThat(agent.tokensReserved()).isZero();
    assertThat(agent.submit(chat(WORDS, Map.of("estimated_tokens", counted - 1))).status())
        .isEqualTo(400);
    assertThat(agent.submit(chat(WORDS, Map.of("estimated_tokens", counted))).status())
        .isEqualTo(202);
    assertThat(agent.tokensReserved()).isEqualTo(counted);
  }

  @Test
  void many_at_once_never_hold_more_than_the_limit_nor_less_than_their_prompts() throws Exception {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 1000));
    var prompt = "word ".repeat(60);
    long counted =
        agent
            .submit(chat(prompt, Map.of("estimated_tokens", 1)))
            .body()
            .path("counted_tokens")
            .asLong();

    var answers =
        atOnce(
            24, n -> () -> agent.submit(chat(prompt, Map.of("estimated_tokens", n % 2 * counted))));

    assertThat(answers).extracting(Answer::status).isSubsetOf(202, 400, 429);
    long accepted = answers.stream().filter(a -> a.status() == 202).count();
    assertThat(accepted).isEqualTo(Math.min(12, 1000 / counted));
    assertThat(agent.tokensReserved()).isEqualTo(accepted * counted).isLessThanOrEqualTo(1000);
  }

  @Test
  void an_image_without_an_estimate_is_held_at_its_model_s_most() {
    var agent = QuotaAgent.provision(api, Map.of());
    var image =
        Map.of(
            "type",
            "image_url",
            "image_url",
            Map.of("url", "https://example.com/x.png", "detail", "high"));
    var task = new HashMap<String, Object>(chat(List.of(image), Map.of()));
    task.put("model", "gpt-4o-mini");

    var taken = agent.submit(task);

    assertThat(taken.status()).as("%s", taken).isEqualTo(202);
    assertThat(taken.body().path("estimated_tokens").asLong()).isGreaterThan(2833 + 8 * 5667);
  }

  @Test
  void what_has_a_price_of_its_own_is_refused_and_named() {
    var agent = QuotaAgent.provision(api, Map.of());
    var fields =
        Map.of(
            "service_tier",
            "priority",
            "web_search_options",
            Map.of(),
            "modalities",
            List.of("audio"),
            "prediction",
            Map.of("type", "content", "content", "x"),
            "n",
            2,
            "stream",
            true,
            "nobody_knows",
            1);
    fields.forEach(
        (field, value) -> {
          var payload = new HashMap<String, Object>(Map.of(field, value));
          payload.put("messages", List.of(Map.of("role", "user", "content", "hello")));
          var refused =
              agent.submit(Map.of("type", "openai.chat", "model", "gpt-4o", "payload", payload));

          assertThat(refused.status()).as(field).isEqualTo(400);
          assertThat(refused.text("reason")).isEqualTo("unsupported_field");
          assertThat(refused.text("param")).isEqualTo(field);
        });
  }

  @Test
  void what_nobody_can_count_is_refused_even_with_an_estimate() {
    var agent = QuotaAgent.provision(api, Map.of());
    var audio =
        Map.of("type", "input_audio", "input_audio", Map.of("data", "AAAA", "format", "wav"));

    var refused = agent.submit(chat(List.of(audio), Map.of("estimated_tokens", 5000)));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("reason")).isEqualTo("uncountable_content");
    assertThat(refused.text("param")).isEqualTo("messages[0].content[0]");
  }

  @Test
  void a_webhook_to_a_host_that_is_not_listed_is_refused() {
    var agent = QuotaAgent.provision(api, Map.of());

    var refused =
        agent.submit(
            Map.of("type", "webhook", "payload", Map.of("url", "https://elsewhere.example.com/")));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("errors").path(0).path("field").asString())
        .isEqualTo("payload.url");
  }

  @Test
  void a_payload_s_own_model_counts_where_the_task_names_none() {
    var agent = QuotaAgent.provision(api, Map.of());
    var messages = List.of(Map.of("role", "user", "content", "hello"));
    var payload = Map.of("model", "gpt-4o-mini", "messages", messages);
    var task = Map.of("type", "openai.chat", "estimated_tokens", 1000, "payload", payload);

    assertThat(agent.submit(task).status()).isEqualTo(202);
    assertThat(agent.costReserved())
        .as("1,000 at the dearest of its prices")
        .isEqualByComparingTo("0.0006");

    var another = new HashMap<String, Object>(task);
    another.put("model", "gpt-4o");
    var refused = agent.submit(another);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("errors").path(0).path("field").asString())
        .isEqualTo("payload.model");
  }

  private static Map<String, Object> chat(Object content, Map<String, ?> more) {
    var task = new HashMap<String, Object>(more);
    task.put("type", "openai.chat");
    task.put("model", "gpt-4o");
    task.put("payload", Map.of("messages", List.of(Map.of("role", "user", "content", content))));
    return task;
  }

  private static List<Answer> atOnce(
      int count, java.util.function.IntFunction<Callable<Answer>> work) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = java.util.stream.IntStream.range(0, count).mapToObj(work).toList();
      var answers = new java.util.ArrayList<Answer>();
      for (var future : threads.invokeAll(running)) {
        answers.add(future.get());
      }
      return answers;
    }
  }
}

package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.web.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.node.ObjectNode;

class TaskEstimatorTest {
  private static final String HELLO =
      "\"messages\": [{\"role\": \"user\", \"content\": \"hello world\"}]";
  // 3 that prime the reply, 3 for a message, 1 for "user", 2 for "hello world"
  private static final long HELLO_TOKENS = 9;
  private static final long CAP = 1024;
  private static final String HOOK = "{\"url\": \"https://hooks.example.com/x\"}";

  private final TaskEstimator estimator =
      new TaskEstimator(
          new Binder(
                  new MapConfigurationPropertySource(
                      Map.of("genii.tasks.output-cap", CAP, "genii.tasks.simulate", true)))
              .bindOrCreate("genii.tasks", TaskSettings.class),
          new WebhookSettings(List.of("hooks.example.com", "*.agents.example.com")));

  @Test
  void a_chat_may_use_its_prompt_and_the_standard_cap() {
    assertThat(chat("{" + HELLO + "}", null)).isEqualTo(HELLO_TOKENS + CAP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_tokens", "max_completion_tokens"})
  void a_chat_s_own_cap_counts_instead(String name) {
    assertThat(chat("{" + HELLO + ", \"" + name + "\": 50}", null)).isEqualTo(HELLO_TOKENS + 50);
  }

  @Test
  void the_newer_name_of_the_cap_wins() {
    assertThat(chat("{" + HELLO + ", \"max_tokens\": 7, \"max_completion_tokens\": 50}", null))
        .isEqualTo(HELLO_TOKENS + 50);
  }

  @Test
  void a_cap_of_null_counts_as_the_standard_one() {
    assertThat(chat("{" + HELLO + ", \"max_tokens\": null}", null)).isEqualTo(HELLO_TOKENS + CAP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "0.5", "\"50\"", "1e30", "99999999999999999999"})
  void a_cap_that_is_none_is_refused_before_a_worker_would(String cap) {
    for (var estimate : new Long[] {null, 2000L}) {
      var refused = refused(() -> chat("{" + HELLO + ", \"max_tokens\": " + cap + "}", estimate));

      assertThat(refused.reason()).isEqualTo(Reason.INVALID_REQUEST);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 5, TaskEstimator.MAX_TOKENS})
  void a_cap_beyond_all_measure_never_becomes_a_negative_estimate(long cap) {
    var refused =
        refused(() -> chat("{" + HELLO + ", \"max_completion_tokens\": " + cap + "}", null));

    assertThat(refused.reason()).isEqualTo(Reason.INVALID_REQUEST);
  }

  @Test
  void the_client_s_estimate_comes_first() {
    assertThat(chat("{" + HELLO + "}", 77L)).isEqualTo(77);
    assertThat(estimator.tokens(request("webhook", HOOK, null, 5L))).isEqualTo(5);
    assertThat(estimator.tokens(request("simulate", "{\"tokens\": 9}", null, 5L))).isEqualTo(5);
  }

  @Test
  void a_chat_s_estimate_covers_its_prompt_and_one_token() {
    assertThat(chat("{" + HELLO + "}", HELLO_TOKENS + 1)).isEqualTo(HELLO_TOKENS + 1);
    for (long estimate : new long[] {0, 1, HELLO_TOKENS}) {
      var refused = refused(() -> chat("{" + HELLO + "}", estimate));

      assertThat(refused.reason()).isEqualTo(Reason.ESTIMATE_TOO_LOW);
      assertThat(refused.problem().properties()).containsEntry("counted_tokens", HELLO_TOKENS + 1);
    }
  }

  @Test
  void a_field_with_a_price_of_its_own_is_refused_by_name_whoever_estimates() {
    for (var estimate : new Long[] {null, 2000L}) {
      var refused = refused(() -> chat("{" + HELLO + ", \"service_tier\": \"flex\"}", estimate));

      assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_FIELD);
      assertThat(refused.problem().properties()).containsEntry("param", "service_tier");
    }
  }

  @Test
  void a_chat_needs_a_model() {
    var refused =
        refused(() -> estimator.tokens(request("openai.chat", "{" + HELLO + "}", null, 77L)));

    assertThat(refused).hasMessageContaining("model must be given");
  }

  @ParameterizedTest
  @CsvSource({"gpt-4o, gpt-4o", ", gpt-4o", "gpt-4o,"})
  void a_chat_s_payload_may_name_its_model(@Nullable String ofTask, @Nullable String named) {
    var payload = "{%s, \"model\": %s}".formatted(HELLO, named == null ? named : '"' + named + '"');
    var request = request("openai.chat", payload, ofTask, null);

    assertThat(estimator.model(request)).isEqualTo("gpt-4o");
    assertThat(estimator.tokens(request)).isEqualTo(HELLO_TOKENS + CAP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"gpt-4o-mini\"", "4", "[\"gpt-4o\"]", "{}", "\"\"", "\" \"", "true"})
  void a_chat_s_payload_names_no_other_model_than_the_task(String named) {
    for (var refused :
        List.of(
            refused(() -> model("gpt-4o", named)),
            refused(() -> model(null, named.equals("\"gpt-4o-mini\"") ? "5" : named)),
            refused(() -> model(null, '"' + "x".repeat(101) + '"')))) {
      assertThat(refused.problem().properties().get("errors").toString()).contains("payload.model");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text-embedding-3-small", "text-embedding-ada-002"})
  void a_model_that_makes_embeddings_answers_no_chat(String model) {
    assertThat(refused(() -> model(model, "null"))).hasMessageContaining("embeddings");
    assertThat(refused(() -> model(null, '"' + model + '"'))).hasMessageContaining("embeddings");
  }

  private @Nullable String model(@Nullable String ofTask, String named) {
    var payload = "{%s, \"model\": %s}".formatted(HELLO, named);
    return estimator.model(request("openai.chat", payload, ofTask, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"messages\": []}", "{\"messages\": \"hello\"}"})
  void a_chat_needs_messages_whoever_estimates(String payload) {
    for (var estimate : new Long[] {null, 77L}) {
      var refused = refused(() -> chat(payload, estimate));

      assertThat(refused).hasMessageContaining("payload.messages");
    }
  }

  @Test
  void a_webhook_uses_no_tokens() {
    assertThat(estimator.tokens(request("webhook", HOOK, null, null))).isZero();
    assertThat(estimator.model(request("webhook", "{\"model\": \"gpt-4o\"}", null, null))).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "payload.url     | {}",
        "payload.url     | {'url': null}",
        "payload.url     | {'url': 5}",
        "payload.url     | {'url': 'hooks.example.com'}",
        "payload.url     | {'url': 'ftp://hooks.example.com'}",
        "payload.url     | {'url': 'https://u:p@hooks.example.com'}",
        "payload.url     | {'url': 'https://evil.example.com/x'}",
        "payload.url     | {'url': 'https://hooks.example.com.evil.com'}",
        "payload.url     | {'url': 'https://agents.example.com'}",
        "payload.url     | {'url': 'http://169.254.169.254/'}",
        "payload.headers | {'url': 'https://hooks.example.com', 'headers': []}",
        "payload.headers | {'url': 'https://hooks.example.com', 'headers': {'Host': 'x'}}",
        "payload.headers | {'url': 'https://hooks.example.com', 'headers': {'Genii-Task-Id': 'x'}}",
        "payload.headers | {'url': 'https://hooks.example.com', 'headers': {'bad name': 'x'}}",
        "payload.headers | {'url': 'https://hooks.example.com', 'headers': {'X': 5}}"
      })
  void a_webhook_that_no_worker_would_send_is_refused(String field, String payload) {
    var refused =
        refused(() -> estimator.tokens(request("webhook", payload.replace('\'', '"'), null, null)));

    assertThat(refused.reason()).isEqualTo(Reason.INVALID_REQUEST);
    assertThat(refused.problem().properties().get("errors").toString()).contains(field);
  }

  @Test
  void what_a_header_is_called_is_quoted_cleaned_and_cut() {
    var name = "\u202e" + "x".repeat(40_000);
    var payload =
        "{\"url\": \"https://hooks.example.com\", \"headers\": {\"%s\": \"y\"}}".formatted(name);

    var refused = refused(() -> estimator.tokens(request("webhook", payload, null, null)));

    assertThat(refused.problem().properties().get("errors").toString())
        .contains("xxx")
        .doesNotContain("\u202e")
        .hasSizeLessThan(300);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'url': 'https://hooks.example.com'}",
        "{'url': 'HTTPS://HOOKS.example.com:8443/x?y#z', 'body': [1], 'headers': {'X-Y': 'z'}}",
        "{'url': 'http://one.agents.example.com/', 'headers': null}"
      })
  void a_webhook_to_a_listed_host_is_taken(String payload) {
    assertThat(estimator.tokens(request("webhook", payload.replace('\'', '"'), null, null)))
        .isZero();
  }

  @Test
  void a_simulated_task_uses_what_it_says() {
    assertThat(estimator.tokens(request("simulate", "{\"tokens\": 250}", null, null)))
        .isEqualTo(250);
    assertThat(estimator.tokens(request("simulate", "{\"tokens\": -1}", null, null))).isZero();
    assertThat(estimator.tokens(request("simulate", null, null, null))).isZero();
  }

  @Test
  void a_simulated_task_may_name_its_model_in_its_payload() {
    var payload = "{\"model\": \"gpt-4o\"}";

    assertThat(estimator.model(request("simulate", payload, null, null))).isEqualTo("gpt-4o");
    assertThat(estimator.model(request("simulate", payload, "o3", null))).isEqualTo("o3");
    assertThat(estimator.model(request("simulate", "{\"model\": 4}", null, null))).isNull();
    assertThat(estimator.model(request("simulate", null, null, null))).isNull();
  }

  private long chat(String payload, @Nullable Long estimate) {
    return estimator.tokens(request("openai.chat", payload, "gpt-4o", estimate));
  }

  private static ProblemException refused(Runnable work) {
    return catchThrowableOfType(ProblemException.class, work::run);
  }

  private static TaskRequest request(
      String type, @Nullable String payload, @Nullable String model, @Nullable Long estimate) {
    return new TaskRequest(
        null,
        type,
        payload == null ? null : Json.mapper().readValue(payload, ObjectNode.class),
        model,
        estimate,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}

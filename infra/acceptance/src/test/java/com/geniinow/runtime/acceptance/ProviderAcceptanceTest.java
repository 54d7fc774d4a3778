package com.geniinow.runtime.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model provider may answer: nothing is bought twice, nothing is asked before its time. */
class ProviderAcceptanceTest {
  private static final String COMPLETION =
      """
      {"id": "chatcmpl-1", "object": "chat.completion", "created": 1772323200, "model": "gpt-4o",
       "choices": [{"index": 0, "finish_reason": "stop", "logprobs": null,
         "message": {"role": "assistant", "content": "Hello.", "refusal": null}}],
       "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}}""";

  private static final long ESTIMATE = 200;
  private static final long ANSWER = 3;
  private static final int ASKED_SECONDS = 8;

  /** With four tasks each: more than the worker runs at once. */
  private static final int AGENTS = 6;

  private final String marker = "marked " + UUID.randomUUID();
  private final TestAgent agent = TestAgent.provision(Map.of("monthly_token_limit", 100_000));

  @Test
  void an_error_that_quotes_what_can_not_be_stored_ends_the_task_at_once_and_costs_nothing() {
    answers(
        aResponse()
            .withStatus(400)
            .withHeader("Content-Type", "application/json")
            .withBody("{\"error\":{\"message\":\"bad\\u0000 \\ud800 input\",\"code\":\"x\"}}"));

    var task = agent.awaitTask(submit(agent, marker), "dead_lettered");

    assertThat(task.text("failure_reason")).isEqualTo("not_retryable");
    assertThat(task.text("error")).contains("400", "input").doesNotContain("\0");
    assertThat(task.body().path("attempts").asInt()).isEqualTo(1);
    assertThat(calls(marker)).hasSize(1);
    assertThat(used()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9223372036854775807", "-500", "99999999999999999999999", "-9223372036854775808"})
  void a_use_that_can_not_be_is_bought_once_and_charged_as_far_as_it_can_be_true(String tokens) {
    answers(okJson(COMPLETION.replace("12", tokens)));

    endedOnce();
  }

  @ParameterizedTest
  @ValueSource(ints = {150, 600, 5_000})
  void an_answer_too_deep_to_be_kept_is_bought_once(int depth) {
    var deep = "[".repeat(depth) + "]".repeat(depth);
    answers(okJson(COMPLETION.replace("\"refusal\": null", "\"deep\": " + deep)));

    var task = endedOnce();

    assertThat(task.text("status")).isEqualTo("dead_lettered");
    assertThat(task.text("failure_reason")).isEqualTo("not_retryable");
  }

  @Test
  void an_answer_larger_than_a_result_may_be_is_bought_once_and_says_so() {
    answers(okJson(COMPLETION.replace("Hello.", "x".repeat(300_000))));

    var task = endedOnce();

    assertThat(task.text("status")).isEqualTo("dead_lettered");
    assertThat(task.text("error")).contains("result");
    assertThat(used()).isEqualTo(15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\u0000\"", "\"\\ud800\"", "1e999", "[[\"\\udc00\"]]"})
  void an_answer_that_can_not_be_stored_is_bought_once_and_says_in_a_sentence_why(String odd) {
    answers(okJson(COMPLETION.replace("\"refusal\": null", "\"refusal\": " + odd)));

    var task = endedOnce();

    assertThat(task.text("failure_reason")).isEqualTo("not_retryable");
    assertThat(task.text("error"))
        .matches("the result holds .* at /refusal(/0/0)?, which can't be stored");
    assertThat(used()).isEqualTo(15);
  }

  @Test
  void an_answer_that_just_can_be_stored_completes() {
    var longest = 256 * 1024 - "{'role':'assistant','content':'','refusal':null}".length();
    answers(okJson(COMPLETION.replace("Hello.", "x".repeat(longest))));
    agent.awaitTask(submit(agent, marker), "completed");

    answers(okJson(COMPLETION.replace("null}", "[".repeat(98) + "]".repeat(98) + "}")));
    agent.awaitTask(submit(agent, marker), "completed");

    answers(okJson(COMPLETION.replace("null}", "1e989}")));
    agent.awaitTask(submit(agent, marker), "completed");
  }

  @Test
  void an_answer_without_a_message_is_bought_once() {
    answers(okJson(COMPLETION.replaceAll("(?s)\\[\\{.*\\}\\]", "[]")));

    assertThat(endedOnce().text("status")).isEqualTo("dead_lettered");
    assertThat(used()).isEqualTo(15);
  }

  @Test
  void a_provider_s_account_without_credit_is_asked_once_and_slack_is_told() {
    var slack = RunningSystem.get().slack();
    slack.stubFor(any(anyUrl()).willReturn(okJson("{\"ok\":true}")));
    answers(
        aResponse()
            .withStatus(429)
            .withHeader("Content-Type", "application/json")
            .withHeader("Retry-After", "1")
            .withBody(
                "{\"error\":{\"message\":\"You exceeded your current quota.\","
                    + "\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}"));

    var task = endedOnce();

    assertThat(task.text("status")).isEqualTo("dead_lettered");
    assertThat(task.text("failure_reason")).isEqualTo("not_retryable");
    assertThat(used()).isZero();
    await()
        .untilAsserted(
            () ->
                assertThat(slack.findAll(postRequestedFor(urlEqualTo("/api/chat.postMessage"))))
                    .map(message -> URLDecoder.decode(message.getBodyAsString(), UTF_8))
                    .filteredOn(message -> message.contains("*Provider out of credit*"))
                    .singleElement()
                    .asString()
                    .contains("Provider openai", "Model gpt-4o")
                    .doesNotContain(marker));
  }

  @Test
  void a_provider_that_asks_for_a_pause_is_left_alone_for_it_and_all_tasks_complete() {
    answers(aResponse().withStatus(429).withHeader("Retry-After", Integer.toString(ASKED_SECONDS)));
    List<String> prompts = new ArrayList<>();
    List<Map.Entry<TestAgent, String>> tasks = new ArrayList<>();
    for (var a = 0; a < AGENTS; a++) {
      var each = TestAgent.provision(Map.of("monthly_token_limit", 100_000));
      for (var n = 0; n < 4; n++) {
        var prompt = "%s, agent %d, task %d.".formatted(marker, a, n);
        prompts.add(prompt);
        tasks.add(Map.entry(each, submit(each, prompt)));
      }
    }
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              // Once for all: to look for each is to look through all that was ever asked.
              var asked = calls(marker).stream().map(LoggedRequest::getBodyAsString).toList();
              return prompts.stream()
                  .allMatch(prompt -> asked.stream().anyMatch(body -> body.contains(prompt)));
            });
    answers(okJson(COMPLETION));

    tasks.forEach(task -> task.getKey().awaitTask(task.getValue(), "completed"));

    for (var prompt : prompts) {
      var times = calls(prompt).stream().map(call -> call.getLoggedDate().getTime()).toList();
      assertThat(times).hasSizeBetween(2, 4);
      for (var n = 1; n < times.size(); n++) {
        // WireMock notes a request when it has answered it, to the millisecond.
        assertThat(times.get(n) - times.get(n - 1)).isGreaterThan(ASKED_SECONDS * 1_000L - 500);
      }
    }
  }

  /**
   * Whatever became of it, it was called for once and charged once: a short prompt can't have been
   * more than the hold, and the answer says itself how long it is.
   */
  private Answer endedOnce() {
    var id = submit(agent, marker);
    var last = new AtomicReference<Answer>();
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              last.set(agent.token().get("/api/tasks/" + id));
              return List.of("completed", "dead_lettered").contains(last.get().text("status"));
            });
    assertThat(last.get().body().path("attempts").asInt()).isEqualTo(1);
    assertThat(calls(marker)).hasSize(1);
    assertThat(used()).isBetween(0L, ESTIMATE + ANSWER);
    assertThat(agent.quota().body().path("monthly_tokens_reserved").asLong()).isZero();
    return last.get();
  }

  private long used() {
    return agent.quota().body().path("monthly_tokens_used").asLong();
  }

  private void answers(ResponseDefinitionBuilder answer) {
    RunningSystem.get()
        .openAi()
        .stubFor(
            post(urlEqualTo("/v1/chat/completions"))
                .withRequestBody(containing(marker))
                .willReturn(answer));
  }

  private static List<LoggedRequest> calls(String prompt) {
    return RunningSystem.get()
        .openAi()
        .findAll(
            postRequestedFor(urlEqualTo("/v1/chat/completions"))
                .withRequestBody(containing(prompt)))
        .stream()
        .sorted(Comparator.comparing(LoggedRequest::getLoggedDate))
        .toList();
  }

  private static String submit(TestAgent agent, String prompt) {
    var answer =
        agent.submit(
            Map.of(
                "type",
                "openai.chat",
                "model",
                "gpt-4o",
                "estimated_tokens",
                ESTIMATE,
                "payload",
                Map.of("messages", List.of(Map.of("role", "user", "content", prompt)))));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return answer.text("task_id");
  }
}

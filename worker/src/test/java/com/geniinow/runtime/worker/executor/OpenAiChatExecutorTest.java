package com.geniinow.runtime.worker.executor;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.geniinow.runtime.platform.trace.Traces;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenAiChatExecutorTest {
  private static final String KEY = "sk-test-0123456789abcdef";
  private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
  // 3 for the reply, 3 for the message, 1 each for "user" and "Hello".
  private static final int HELLO_TOKENS = 8;
  private static final String ANSWER =
      """
      {"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o-2024-11-20",
       "choices":[{"index":0,"finish_reason":"stop","logprobs":null,
         "message":{"role":"assistant","content":"Hi!","refusal":null}}],
       "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}
      """;

  @RegisterExtension
  static final WireMockExtension OPENAI = WireMockExtension.newInstance().build();

  private OpenAiChatExecutor executor = connected(KEY);

  @BeforeEach
  void answer() {
    OPENAI.stubFor(post("/v1/chat/completions").willReturn(okJson(ANSWER)));
  }

  @AfterEach
  void close() {
    executor.close();
  }

  @Test
  void returns_the_message_and_the_usage_that_the_provider_reported() throws Exception {
    var outcome = executor.execute(attempt(HELLO, 1000));

    var completed = (Outcome.Completed) outcome;
    assertThat(completed.usage()).isEqualTo(new Usage("gpt-4o", 9, 2));
    assertThat(completed.result().get("role").stringValue()).isEqualTo("assistant");
    assertThat(completed.result().get("content").stringValue()).isEqualTo("Hi!");
  }

  @Test
  void what_a_provider_s_error_holds_can_be_reported() {
    answers(400, "{\"error\":{\"message\":\"no\\u0000 \\ud800 good\",\"code\":\"bad\"}}");

    var failed = (Outcome.Failed) executor.execute(attempt(HELLO, 1000));

    assertThat(failed.retryable()).isFalse();
    assertThat(failed.usage()).isNull();
    assertThat(failed.error()).contains("good").doesNotContain("\0", "\ud800");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 429, 500, 502, 503, 504, 529})
  void the_provider_says_when_to_come_again(int status) {
    assertThat(refused(status, "30").retryAfter()).isEqualTo(Duration.ofSeconds(30));
    assertThat(refused(status, "86400").retryAfter()).isEqualTo(Duration.ofHours(1));
    assertThat(refused(status, "30").retryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404})
  void a_refusal_that_lasts_has_no_time_to_come_again(int status) {
    assertThat(refused(status, "30").retryAfter()).isNull();
  }

  private Outcome.Failed refused(int status, String retryAfter) {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(aResponse().withStatus(status).withHeader("Retry-After", retryAfter)));
    return (Outcome.Failed) executor.execute(attempt(HELLO, 1000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'error':{'message':'slow down','code':429}}",
        "{'error':{'message':'slow down','code':4.29,'type':7,'param':[]}}",
        "{'error':{'message':'slow down','code':{'a':1},'type':['x']}}",
        "{'error':{'message':429,'code':true,'type':null}}",
        "{'error':{'message':{'a':[]}}}",
        "{'error':'slow down'}",
        "{'error':429}",
        "{'error':[429]}",
        "{'error':null}",
        "[]",
        "429",
        "'slow down'",
        "null",
        "<html>slow down</html>",
        ""
      })
  void an_error_of_any_form_keeps_what_the_provider_says_of_when(String body) {
    for (var status : new int[] {429, 503}) {
      OPENAI.stubFor(
          post("/v1/chat/completions")
              .willReturn(
                  aResponse()
                      .withStatus(status)
                      .withHeader("Content-Type", "application/json")
                      .withHeader("Retry-After", "30")
                      .withBody(body.replace('\'', '"'))));

      var failed = assertFailed(executor.execute(attempt(HELLO, 1000)), true, "" + status);

      assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(30));
      if (body.contains("'message':'slow down'")) {
        assertThat(failed.error()).contains("slow down");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'code':'insufficient_quota'",
        "'code':429,'type':'insufficient_quota'",
        "'code':null,'type':'insufficient_quota'"
      })
  void a_provider_s_account_without_money_is_not_asked_again(String kind) {
    answers(429, "{'error':{'message':'no credit',%s}}".formatted(kind).replace('\'', '"'));

    assertThat(((Outcome.Failed) executor.execute(attempt(HELLO, 1000))).retryable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-500", "-9223372036854775808"})
  void a_use_that_can_not_be_ends_the_task_and_is_charged_once(String tokens) {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(
                okJson(ANSWER.replace("\"prompt_tokens\":9", "\"prompt_tokens\":" + tokens))));

    var failed = (Outcome.Failed) executor.execute(attempt(HELLO, 1000));

    assertThat(failed.retryable()).isFalse();
    assertThat(failed.usage()).isEqualTo(new Usage("gpt-4o", HELLO_TOKENS, 2));
  }

  private static void answers(int status, String body) {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("Content-Type", "application/json")
                    .withBody(body)));
  }

  @Test
  void passes_the_payload_on_as_it_is() throws Exception {
    executor.execute(
        attempt(
            """
            {"messages":[{"role":"user","content":"Hello"}],"temperature":0.2,"top_p":0.9,
             "tools":[{"type":"function","function":{"name":"f","parameters":{}}}],
             "metadata":{"a":"b"},"model":"another","n":1,"stream":false}
            """,
            1000));

    var sent = sentBody();
    assertThat(sent.get("model").stringValue()).isEqualTo("gpt-4o");
    assertThat(sent.get("temperature").doubleValue()).isEqualTo(0.2);
    assertThat(sent.get("top_p").doubleValue()).isEqualTo(0.9);
    assertThat(sent.get("tools").get(0).get("function").get("name").stringValue()).isEqualTo("f");
    assertThat(sent.get("metadata").get("a").stringValue()).isEqualTo("b");
    assertThat(sent.get("messages").get(0).get("content").stringValue()).isEqualTo("Hello");
    assertThat(sent.has("stream")).isFalse();
    OPENAI.verify(
        postRequestedFor(urlEqualTo("/v1/chat/completions"))
            .withHeader("Authorization", equalTo("Bearer " + KEY)));
  }

  @Test
  void output_is_capped_to_what_the_reservation_leaves_beside_the_prompt() throws Exception {
    executor.execute(attempt(HELLO, 100));

    assertThat(sentBody().get("max_completion_tokens").longValue()).isEqualTo(100 - HELLO_TOKENS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_tokens", "max_completion_tokens"})
  void a_smaller_cap_of_the_payload_holds(String field) throws Exception {
    executor.execute(attempt(HELLO.replaceFirst("\\{", "{\"" + field + "\":5,"), 100));

    assertThat(sentBody().get("max_completion_tokens").longValue()).isEqualTo(5);
    assertThat(sentBody().has("max_tokens")).isFalse();
  }

  @Test
  void a_larger_cap_of_the_payload_gives_way_to_the_reservation() throws Exception {
    executor.execute(attempt(HELLO.replaceFirst("\\{", "{\"max_tokens\":5000,"), 100));

    assertThat(sentBody().get("max_completion_tokens").longValue()).isEqualTo(100 - HELLO_TOKENS);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, HELLO_TOKENS})
  void a_prompt_that_the_hold_does_not_cover_ends_the_task_before_the_call(long reserved)
      throws Exception {
    assertFailed(executor.execute(attempt(HELLO, reserved)), false, "are reserved");
    OPENAI.verify(0, postRequestedFor(urlEqualTo("/v1/chat/completions")));
  }

  @Test
  void a_hold_of_the_prompt_and_one_token_is_enough_for_one() throws Exception {
    executor.execute(attempt(HELLO, HELLO_TOKENS + 1));

    assertThat(sentBody().get("max_completion_tokens").longValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"service_tier\":\"priority\"",
        "\"web_search_options\":{}",
        "\"modalities\":[\"text\",\"audio\"]",
        "\"prediction\":{\"type\":\"content\",\"content\":\"x\"}",
        "\"tools\":[{\"type\":\"web_search\"}]",
        "\"something_new\":true"
      })
  void what_is_not_on_the_list_ends_the_task_before_the_call(String field) throws Exception {
    assertFailed(
        executor.execute(attempt(HELLO.replaceFirst("\\{", "{" + field + ","), 1000)),
        false,
        field.substring(1, field.indexOf('"', 1)));
    OPENAI.verify(0, postRequestedFor(urlEqualTo("/v1/chat/completions")));
  }

  @Test
  void a_tier_that_the_account_would_choose_becomes_the_one_that_is_held_for() throws Exception {
    executor.execute(attempt(HELLO.replaceFirst("\\{", "{\"service_tier\":\"auto\","), 100));
    assertThat(sentBody().get("service_tier").stringValue()).isEqualTo("default");

    executor.execute(attempt(HELLO, 100));
    assertThat(sentBody().has("service_tier")).as("not everybody knows the field").isFalse();
  }

  @Test
  void openai_itself_is_always_asked_for_the_tier_that_is_held_for() throws Exception {
    var requests =
        new ChatRequests(
            JsonMapper.shared(), true, new com.geniinow.runtime.platform.model.PromptTokens());

    var tier = requests.of(attempt(HELLO, 100)).params().serviceTier().orElseThrow();

    assertThat(tier.asString()).isEqualTo("default");
  }

  @Test
  void tokens_that_the_provider_had_kept_are_reported_as_a_part_of_the_input() throws Exception {
    assertThat(usage("10000", "2", "9000")).isEqualTo(new Usage("gpt-4o", 10_000, 2, 9_000, null));
    assertThat(usage("10", "2", "9000")).isEqualTo(new Usage("gpt-4o", 10, 2, 10, null));
    assertThat(usage("10", "2", "-5")).isEqualTo(new Usage("gpt-4o", 10, 2, 0, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-5", "1000000000001", "\"many\"", "2.5"})
  void cached_tokens_that_can_not_be_end_the_task_and_are_not_counted(String cached) {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(
                okJson(
                    ANSWER.replace(
                        "\"prompt_tokens\":9",
                        "\"prompt_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":%s}"
                            .formatted(cached)))));

    var failed = assertFailed(executor.execute(attempt(HELLO, 1000)), false, "can't be true");
    assertThat(failed.usage().inputTokens()).isEqualTo(9);
    assertThat(failed.usage().outputTokens()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-500", "\"many\"", "null", "{}", "[]"})
  void a_count_that_can_t_be_read_is_replaced_by_our_own(String count) throws Exception {
    assertThat(usage(count, "2", "0")).isEqualTo(new Usage("gpt-4o", HELLO_TOKENS, 2));
    assertThat(usage("9", count, "0")).isEqualTo(new Usage("gpt-4o", 9, 100 - HELLO_TOKENS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "9223372036854775808", "123456789012345678901"})
  void a_count_beyond_all_measure_is_passed_on_as_the_largest_number(String count)
      throws Exception {
    assertThat(usage(count, "2", "0")).isEqualTo(new Usage("gpt-4o", Long.MAX_VALUE, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a lot\"",
        "7",
        "[]",
        "{}",
        "{\"prompt_tokens\":9223372036854775807}",
        "{\"prompt_tokens\":1e400,\"completion_tokens\":2}",
        "{\"prompt_tokens\":9,\"completion_tokens\":2.5}"
      })
  void usage_that_is_none_ends_the_task_after_one_call(String usage) throws Exception {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(
                okJson(ANSWER.replaceFirst("(?s)\"usage\":.*", "\"usage\":" + usage + "}"))));

    var failed = assertFailed(executor.execute(attempt(HELLO, 100)), false, "can't be true");
    assertThat(failed.usage()).isNotNull();
  }

  private @Nullable Usage usage(String input, String output, String cached) throws Exception {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(
                okJson(
                    ANSWER.replaceFirst(
                        "(?s)\"usage\":.*",
                        """
                        "usage":{"prompt_tokens":%s,"completion_tokens":%s,
                          "prompt_tokens_details":{"cached_tokens":%s}}}"""
                            .formatted(input, output, cached)))));
    return executor.execute(attempt(HELLO, 100)).usage();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 408})
  void a_passing_refusal_is_retryable_and_tried_once_only(int status) throws Exception {
    refuse(status, "{\"error\":{\"message\":\"try later\"}}");

    assertFailed(executor.execute(attempt(HELLO, 100)), true, Integer.toString(status));
    OPENAI.verify(1, postRequestedFor(urlEqualTo("/v1/chat/completions")));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 422})
  void a_lasting_refusal_is_not_retryable(int status) throws Exception {
    refuse(status, "{\"error\":{\"message\":\"no such thing\"}}");

    var failed =
        assertFailed(executor.execute(attempt(HELLO, 100)), false, Integer.toString(status));
    assertThat(failed.error()).contains("no such thing");
  }

  @Test
  void an_error_never_holds_the_key_and_is_bounded() throws Exception {
    refuse(
        401,
        "{\"error\":{\"message\":\"Incorrect API key provided: %s and sk-proj-***xyz. %s\"}}"
            .formatted(KEY, "x".repeat(2000)));

    var failed = assertFailed(executor.execute(attempt(HELLO, 100)), false, "[key]");
    assertThat(failed.error()).doesNotContain(KEY, "xyz").hasSizeLessThanOrEqualTo(500);
  }

  @Test
  void a_time_out_is_retryable_and_charged_since_it_may_have_been_served() throws Exception {
    OPENAI.stubFor(post("/v1/chat/completions").willReturn(okJson(ANSWER).withFixedDelay(4_000)));

    var failed = assertFailed(executor.execute(attempt(HELLO, 100)), true, "did not answer");
    assertThat(failed.usage()).isEqualTo(new Usage("gpt-4o", 0, 100));
  }

  @Test
  void a_provider_that_cannot_be_reached_costs_nothing() throws Exception {
    try (var nowhere =
        new OpenAiChatExecutor(
            new OpenAiProperties(KEY, "http://127.0.0.1:1/v1", Duration.ofMillis(500)),
            JsonMapper.shared(),
            Traces.off(),
            InstantSource.system())) {
      var failed = assertFailed(nowhere.execute(attempt(HELLO, 100)), true, "did not answer");
      assertThat(failed.usage()).isNull();
    }
  }

  @Test
  void a_broken_connection_is_retryable_and_charged_since_it_may_have_been_served()
      throws Exception {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));

    var failed = assertFailed(executor.execute(attempt(HELLO, 100)), true, "did not answer");
    assertThat(failed.usage()).isEqualTo(new Usage("gpt-4o", 0, 100));
  }

  @Test
  void an_answer_that_can_not_be_read_is_paid_once_and_never_asked_for_again() throws Exception {
    var deep = "[".repeat(600) + "]".repeat(600);
    for (var answer : new String[] {"{\"choices\": 1", "{\"choices\": [{\"x\":" + deep + "}]}"}) {
      OPENAI.stubFor(post("/v1/chat/completions").willReturn(okJson(answer)));

      var failed =
          assertFailed(executor.execute(attempt(HELLO, 100)), false, "answer can't be read");
      assertThat(failed.usage()).isEqualTo(new Usage("gpt-4o", 0, 100));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"choices\":[]",
        "\"choices\":null",
        "\"choices\":[{}]",
        "\"choices\":[{\"message\":null}]",
        "\"choices\":[{\"message\":\"Hi!\"}]",
        "\"id\":\"c1\""
      })
  void an_answer_without_a_message_is_final_and_charged_as_reported(String answer) {
    var usage = ",\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":2}}";
    OPENAI.stubFor(post("/v1/chat/completions").willReturn(okJson("{" + answer + usage)));

    var failed = assertFailed(executor.execute(attempt(HELLO, 1000)), false, "without a message");
    assertThat(failed.usage()).isEqualTo(new Usage("gpt-4o", 8, 2));
  }

  @Test
  void a_text_that_can_not_be_stored_comes_out_as_it_was_sent_for_others_to_see() {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(okJson(ANSWER.replace("Hi!", "\\ud800 and \\u0000"))));

    assertThat(executor.execute(attempt(HELLO, 1000)))
        .asInstanceOf(type(Outcome.Completed.class))
        .extracting(done -> done.result().get("content").stringValue())
        .isEqualTo("\ud800 and \0");
  }

  @Test
  void an_answer_that_says_a_thing_twice_is_final_and_charged_once() {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(okJson(ANSWER.replace("\"refusal\":null", "\"content\":\"Ho!\""))));

    var failed = assertFailed(executor.execute(attempt(HELLO, 100)), false, "can't be read");
    assertThat(failed.usage()).isEqualTo(new Usage("gpt-4o", 0, 100));
  }

  @Test
  void the_longest_answer_of_a_model_is_read() {
    var words = "\\u6f22".repeat(300_000);
    try (var patient = connected(KEY, Duration.ofSeconds(60))) {
      OPENAI.stubFor(post("/v1/chat/completions").willReturn(okJson(ANSWER.replace("Hi!", words))));

      assertThat(patient.execute(attempt(HELLO, 100))).isInstanceOf(Outcome.Completed.class);
    }
  }

  @Test
  void a_connection_cut_while_the_answer_is_read_is_retryable_and_charged() throws Exception {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(okJson(ANSWER).withFault(Fault.RANDOM_DATA_THEN_CLOSE)));

    var failed = assertFailed(executor.execute(attempt(HELLO, 100)), true, "");
    assertThat(failed.usage()).isEqualTo(new Usage("gpt-4o", 0, 100));
  }

  @Test
  void an_answer_without_usage_is_charged_as_reserved() throws Exception {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(okJson(ANSWER.replaceFirst(",\\s*\"usage\".*", "}"))));

    assertThat(executor.execute(attempt(HELLO, 100)))
        .asInstanceOf(type(Outcome.Completed.class))
        .extracting(Outcome.Completed::usage)
        .isEqualTo(new Usage("gpt-4o", 0, 100));
  }

  @Test
  void without_a_key_it_says_which_setting_is_missing() throws Exception {
    executor = connected("");

    assertFailed(executor.execute(attempt(HELLO, 100)), false, "OPENAI_API_KEY is not set");
  }

  @Test
  void a_bad_payload_makes_no_call() throws Exception {
    assertFailed(executor.execute(attempt("null", 100)), false, "messages must be");
    assertFailed(executor.execute(attempt("{\"messages\":[]}", 100)), false, "messages must be");
    assertFailed(
        executor.execute(attempt(HELLO.replaceFirst("\\{", "{\"n\":2,"), 100)), false, "n must be");
    assertFailed(
        executor.execute(attempt(HELLO.replaceFirst("\\{", "{\"stream\":true,"), 100)),
        false,
        "stream");
    assertFailed(executor.execute(attempt(HELLO, 100, null)), false, "names no model");
    OPENAI.verify(0, postRequestedFor(urlEqualTo("/v1/chat/completions")));
  }

  private static OpenAiChatExecutor connected(String key) {
    return connected(key, Duration.ofMillis(1_500));
  }

  private static OpenAiChatExecutor connected(String key, Duration timeout) {
    return new OpenAiChatExecutor(
        new OpenAiProperties(key, OPENAI_URL.get(), timeout),
        JsonMapper.shared(),
        Traces.off(),
        InstantSource.system());
  }

  // Not known before the extension has started the server.
  private static final java.util.function.Supplier<String> OPENAI_URL =
      () -> OPENAI.baseUrl() + "/v1";

  private static void refuse(int status, String body) {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("Content-Type", "application/json")
                    .withBody(body)));
  }

  private static Outcome.Failed assertFailed(Outcome outcome, boolean retryable, String message) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    var failed = (Outcome.Failed) outcome;
    assertThat(failed.error()).contains(message);
    assertThat(failed.retryable()).isEqualTo(retryable);
    return failed;
  }

  private static JsonNode sentBody() {
    var requests = OPENAI.findAll(postRequestedFor(urlEqualTo("/v1/chat/completions")));
    return JsonMapper.shared().readTree(requests.getLast().getBodyAsString());
  }

  private static Attempt attempt(String payload, long reserved) {
    return attempt(payload, reserved, "gpt-4o");
  }

  private static Attempt attempt(String payload, long reserved, @Nullable String model) {
    return new Attempt(
        UUID.randomUUID(),
        UUID.randomUUID(),
        1,
        "openai.chat",
        JsonMapper.shared().readTree(payload),
        model,
        reserved);
  }
}

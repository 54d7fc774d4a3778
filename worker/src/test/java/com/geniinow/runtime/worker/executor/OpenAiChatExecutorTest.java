package com.geniinow.runtime.worker.executor;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class OpenAiChatExecutorTest extends ChatScene {
  @Test
  void returns_the_message_and_the_usage_that_the_provider_reported() throws Exception {
    var outcome = executor.execute(attempt(HELLO, 1000));

    var completed = (Outcome.Completed) outcome;
    assertThat(completed.usage()).isEqualTo(new Usage("gpt-4o", 9, 2));
    assertThat(completed.result().get("role").stringValue()).isEqualTo("assistant");
    assertThat(completed.result().get("content").stringValue()).isEqualTo("Hi!");
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
    var request = new ChatRequests(true).of(attempt(HELLO, 100));

    var tier = JsonMapper.shared().readTree(request.body()).get("service_tier");

    assertThat(tier.stringValue()).isEqualTo("default");
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
}

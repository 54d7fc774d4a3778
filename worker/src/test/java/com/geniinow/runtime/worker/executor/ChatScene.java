package com.geniinow.runtime.worker.executor;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.trace.Traces;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A chat executor before a provider on real HTTP. */
abstract class ChatScene {
  static final String KEY = "sk-test-0123456789abcdef";

  static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

  // 3 for the reply, 3 for the message, 1 each for "user" and "Hello".
  static final int HELLO_TOKENS = 8;

  static final String ANSWER =
      """
      {"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o-2024-11-20",
       "choices":[{"index":0,"finish_reason":"stop","logprobs":null,
         "message":{"role":"assistant","content":"Hi!","refusal":null}}],
       "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}
      """;

  @RegisterExtension
  static final WireMockExtension OPENAI = WireMockExtension.newInstance().build();

  OpenAiChatExecutor executor = connected(KEY);

  @BeforeEach
  void answer() {
    OPENAI.stubFor(post("/v1/chat/completions").willReturn(okJson(ANSWER)));
  }

  @AfterEach
  void close() {
    executor.close();
  }

  static void answers(int status, String body) {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("Content-Type", "application/json")
                    .withBody(body)));
  }

  @Nullable Usage usage(String input, String output, String cached) throws Exception {
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

  static OpenAiChatExecutor connected(String key) {
    return connected(key, Duration.ofMillis(1_500));
  }

  static OpenAiChatExecutor connected(String key, Duration timeout) {
    return new OpenAiChatExecutor(
        new OpenAiSettings(key, OPENAI_URL.get(), timeout),
        JsonMapper.shared(),
        Traces.off(),
        InstantSource.system());
  }

  // Not known before the extension has started the server.
  static final java.util.function.Supplier<String> OPENAI_URL = () -> OPENAI.baseUrl() + "/v1";

  static void refuse(int status, String body) {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("Content-Type", "application/json")
                    .withBody(body)));
  }

  static Outcome.Failed assertFailed(Outcome outcome, boolean retryable, String message) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    var failed = (Outcome.Failed) outcome;
    assertThat(failed.error()).contains(message);
    assertThat(failed.retryable()).isEqualTo(retryable);
    return failed;
  }

  static JsonNode sentBody() {
    var requests = OPENAI.findAll(postRequestedFor(urlEqualTo("/v1/chat/completions")));
    return JsonMapper.shared().readTree(requests.getLast().getBodyAsString());
  }

  static Attempt attempt(String payload, long reserved) {
    return attempt(payload, reserved, "gpt-4o");
  }

  static Attempt attempt(String payload, long reserved, @Nullable String model) {
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

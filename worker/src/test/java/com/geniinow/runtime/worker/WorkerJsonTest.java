package com.geniinow.runtime.worker;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.geniinow.runtime.platform.trace.Traces;
import com.geniinow.runtime.worker.executor.Attempt;
import com.geniinow.runtime.worker.executor.OpenAiChatExecutor;
import com.geniinow.runtime.worker.executor.OpenAiSettings;
import com.geniinow.runtime.worker.executor.Outcome;
import com.geniinow.runtime.worker.executor.Usage;
import com.geniinow.runtime.worker.executor.WebhookExecutor;
import com.geniinow.runtime.worker.executor.WebhookSettings;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class WorkerJsonTest {
  private static final String NUMBERS =
      "{\"dec\":12345678901234567.89,\"exp\":1E+400,\"tiny\":1E-400,\"cent\":1.10}";

  private final JsonMapper json = WorkerJson.mapper();
  private final WireMockServer other =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());

  WorkerJsonTest() {
    other.start();
  }

  @AfterEach
  void stop() {
    other.stop();
  }

  @Test
  void a_number_reaches_the_receiver_and_comes_back_with_all_its_digits() throws Exception {
    var outcome = webhook(NUMBERS);

    var sent = other.findAll(postRequestedFor(urlEqualTo("/"))).getFirst();
    assertThat(sent.getBodyAsString()).isEqualTo(NUMBERS);
    assertThat(outcome)
        .asInstanceOf(type(Outcome.Completed.class))
        .extracting(done -> done.result().get("body").toString())
        .isEqualTo(NUMBERS);
  }

  @Test
  void a_number_that_nobody_can_keep_fails_the_task_for_good() throws Exception {
    assertThat(webhook("{\"n\":1e99999999999}"))
        .asInstanceOf(type(Outcome.Failed.class))
        .matches(failed -> !failed.retryable())
        .extracting(Outcome.Failed::error)
        .asString()
        .startsWith("the webhook answered 200 with JSON that can't be kept: ");
  }

  private Outcome webhook(String answer) throws InterruptedException {
    var properties = new WebhookSettings(List.of("localhost"), true, Duration.ofSeconds(30));
    try (var webhook = new WebhookExecutor(properties, json, InstantSource.system())) {
      other.stubFor(post(urlEqualTo("/")).willReturn(okJson(answer)));
      var payload =
          json.readTree(
              "{\"url\":\"http://localhost:%d/\",\"body\":%s}".formatted(other.port(), NUMBERS));
      return webhook.execute(
          new Attempt(UUID.randomUUID(), UUID.randomUUID(), 1, "webhook", payload, null, 0));
    }
  }

  @Test
  void a_number_in_a_chat_s_answer_is_kept_as_the_provider_sent_it() {
    var message = "{\"role\":\"assistant\",\"content\":\"Hi!\",\"scores\":" + NUMBERS + "}";

    assertThat(chat("{\"choices\":[{\"message\":" + message + "}]}"))
        .asInstanceOf(type(Outcome.Completed.class))
        .extracting(done -> done.result().toString())
        .isEqualTo(message);
  }

  @Test
  void an_answer_that_is_too_large_to_be_read_is_paid_once_and_never_asked_for_again() {
    var large = "\"" + "x".repeat(5 * 1024 * 1024) + "\"";
    var many = "[0" + ",0".repeat(600_000) + "]";
    for (var more : List.of(large, many, "1e99999999999")) {
      assertThat(chat("{\"choices\":[{\"message\":{},\"more\":" + more + "}]}"))
          .usingRecursiveComparison()
          .ignoringFields("call")
          .isEqualTo(
              new Outcome.Failed(
                  "the model provider's answer can't be read: it is too large or nests too deep,"
                      + " or a number or a name in it is too long",
                  false,
                  new Usage("gpt-4o", 0, 100)));
    }
  }

  private Outcome chat(String answer) {
    var properties = new OpenAiSettings("sk-test", other.baseUrl(), Duration.ofSeconds(30));
    try (var chat =
        new OpenAiChatExecutor(properties, json, Traces.off(), InstantSource.system())) {
      other.stubFor(post(urlEqualTo("/chat/completions")).willReturn(okJson(answer)));
      var payload = json.readTree("{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
      return chat.execute(
          new Attempt(
              UUID.randomUUID(), UUID.randomUUID(), 1, "openai.chat", payload, "gpt-4o", 100));
    }
  }
}

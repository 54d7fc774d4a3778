package com.geniinow.runtime.worker.executor;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.trace.Traces;
import com.github.tomakehurst.wiremock.http.Fault;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What is told of a call beside its use. */
class OpenAiChatCallTest extends ChatScene {
  OpenAiChatCallTest() {
    executor.close();
    executor = connected(KEY, Duration.ofSeconds(60)); // however busy the machine is
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "  \r\n"})
  void the_bytes_that_went_and_came_are_told_by_their_digest(String rest) throws Exception {
    OPENAI.stubFor(post("/v1/chat/completions").willReturn(okJson(ANSWER + rest)));

    var call = Objects.requireNonNull(executor.execute(attempt(HELLO, 100)).call());

    var sent = OPENAI.findAll(postRequestedFor(urlEqualTo("/v1/chat/completions"))).getLast();
    assertThat(call.status()).isEqualTo(200);
    assertThat(call.requestSha256()).isEqualTo(sha256(sent.getBody()));
    assertThat(call.responseSha256()).isEqualTo(sha256((ANSWER + rest).getBytes(UTF_8)));
  }

  @Test
  void how_long_it_took_is_told() {
    var ticks = new int[1];
    try (var slow =
        new OpenAiChatExecutor(
            new OpenAiSettings(KEY, OPENAI_URL.get(), Duration.ofSeconds(60)),
            JsonMapper.shared(),
            Traces.off(),
            () -> Instant.EPOCH.plusMillis(700L * ticks[0]++))) {
      var call = Objects.requireNonNull(slow.execute(attempt(HELLO, 100)).call());

      assertThat(call.latencyMs()).isEqualTo(700);
    }
  }

  @Test
  void a_refusal_and_an_answer_that_never_came_are_calls_too() {
    refuse(503, "{}");
    assertThat(executor.execute(attempt(HELLO, 100)).call())
        .matches(call -> Objects.equals(call.status(), 503) && call.responseSha256() == null);

    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
    assertThat(executor.execute(attempt(HELLO, 100)).call())
        .matches(call -> call.status() == null && call.responseSha256() == null);
  }

  @Test
  void without_a_call_there_is_nothing_to_tell() {
    assertThat(executor.execute(attempt("null", 100)).call()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'error':{'message':'slow down','code':429}} | slow down",
        "{'error':'slow'}                             | 'slow'",
        "{'error':{'message':429}}                    | {'message':429}",
        "{'error':null}                               | null",
        "{'message':'top'}                            | {'message':'top'}",
        "[]                                           | []",
        "``                                           | Unknown",
        "<html>slow down</html>                       | Unknown"
      })
  void what_a_provider_says_of_its_refusal_is_told(String body, String said) {
    refuse(400, body.replace('\'', '"'));

    assertThat(((Outcome.Failed) executor.execute(attempt(HELLO, 100))).error())
        .isEqualTo("the model provider answered 400: 400: " + said.replace('\'', '"'));
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}

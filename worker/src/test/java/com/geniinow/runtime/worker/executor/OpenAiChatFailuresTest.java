package com.geniinow.runtime.worker.executor;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.trace.Traces;
import com.github.tomakehurst.wiremock.http.Fault;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Providers that refuse, break off or answer what is none. */
class OpenAiChatFailuresTest extends ChatScene {
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

    var failed = assertFailed(executor.execute(attempt(HELLO, 1000)), false, "no credit");
    assertThat(failed.cause()).isEqualTo(Outcome.Cause.PROVIDER_OUT_OF_CREDIT);
    assertThat(failed.usage()).isNull();
    assertThat(failed.retryAfter()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'error':{'message':'insufficient_quota','code':'rate_limit_exceeded'}}",
        "{'error':'insufficient_quota'}",
        "insufficient_quota"
      })
  void who_only_mentions_it_has_credit(String body) {
    answers(429, body.replace('\'', '"'));

    assertThat(assertFailed(executor.execute(attempt(HELLO, 1000)), true, "429").cause()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "429, retry-after-ms, 1500, 1500",
    "503, retry-after-ms, 99999999999, 3600000",
    "529, retry-after-ms, 0.5, 1",
    "429, Retry-After, 'Sun, 15 Mar 2026 13:00:30 GMT', 30000",
    "503, Retry-After, 'Sun, 15 Mar 2026 12:00:00 GMT', 0",
    "529, Retry-After, 'Mon, 16 Mar 2026 13:00:00 GMT', 3600000"
  })
  void when_to_come_again_may_be_a_date_or_milliseconds(
      int status, String header, String value, long millis) {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("Date", "Sun, 15 Mar 2026 13:00:00 GMT")
                    .withHeader(header, value)));

    var failed = assertFailed(executor.execute(attempt(HELLO, 1000)), true, "" + status);
    assertThat(failed.retryAfter()).isEqualTo(Duration.ofMillis(millis));
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
            new OpenAiSettings(KEY, "http://127.0.0.1:1/v1", Duration.ofMillis(500)),
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

  @Test
  void a_connection_cut_while_the_answer_is_read_is_retryable_and_charged() throws Exception {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(okJson(ANSWER).withFault(Fault.RANDOM_DATA_THEN_CLOSE)));

    var failed = assertFailed(executor.execute(attempt(HELLO, 100)), true, "");
    assertThat(failed.usage()).isEqualTo(new Usage("gpt-4o", 0, 100));
  }

  private Outcome.Failed refused(int status, String retryAfter) {
    OPENAI.stubFor(
        post("/v1/chat/completions")
            .willReturn(aResponse().withStatus(status).withHeader("Retry-After", retryAfter)));
    return (Outcome.Failed) executor.execute(attempt(HELLO, 1000));
  }
}

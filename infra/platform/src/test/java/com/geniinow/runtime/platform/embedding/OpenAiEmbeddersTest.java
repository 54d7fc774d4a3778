package com.geniinow.runtime.platform.embedding;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The adapter beside a server that speaks the provider's protocol. */
class OpenAiEmbeddersTest {
  private final WireMockServer provider =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());
  private Instant now = Instant.parse("2026-03-15T12:00:00Z");

  /** A JVM's first call takes its time, and must not be one that is tried again for that. */
  private Duration timeout = Duration.ofSeconds(30);

  private OpenAiEmbedders embedders;

  @BeforeEach
  void start() {
    provider.start();
    embedders = embedders(2, 3);
  }

  @AfterEach
  void stop() {
    embedders.close();
    provider.stop();
  }

  @Test
  void texts_go_out_in_batches_and_their_vectors_come_back_in_order() {
    provider.stubFor(
        post(anyUrl())
            .withRequestBody(matchingJsonPath("$.input[2]"))
            .willReturn(okJson(body(1, 0, 2))));
    provider.stubFor(post(anyUrl()).atPriority(10).willReturn(okJson(body(0))));

    var answer = embedders.current().embed(List.of("a", "b", "c", "d"));

    assertThat(answer.vectors().stream().map(v -> v[0]).toList()).containsExactly(0f, 1f, 2f, 0f);
    assertThat(answer.vectors().getFirst()).hasSize(1536);
    assertThat(answer.tokens()).as("no more than these texts have").isEqualTo(4);
    provider.verify(
        2,
        postRequestedFor(urlEqualTo("/v1/embeddings"))
            .withHeader("Authorization", equalTo("Bearer sk-test"))
            .withRequestBody(matchingJsonPath("$.model", equalTo("text-embedding-3-small")))
            .withRequestBody(matchingJsonPath("$.dimensions", equalTo("1536"))));
  }

  @Test
  void tokens_are_counted_as_the_provider_counts_them() {
    assertThat(embedders.current().countTokens("hello world")).isEqualTo(2);
    assertThat(embedders.current().maxTokens()).isEqualTo(8191);
  }

  @Test
  void a_passing_failure_is_tried_again() {
    provider.stubFor(
        post(anyUrl())
            .inScenario("s")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(status(503))
            .willSetStateTo("well"));
    provider.stubFor(
        post(anyUrl()).inScenario("s").whenScenarioStateIs("well").willReturn(okJson(body(4))));

    assertThat(embedders.current().embed(List.of("a")).single()[0]).isEqualTo(4f);
    provider.verify(2, postRequestedFor(anyUrl()));
  }

  @Test
  void a_refusal_was_not_charged_and_a_lost_answer_perhaps_was() {
    embedders.close();
    embedders = embedders(0, 3);
    provider.stubFor(post(anyUrl()).willReturn(status(400)));
    assertThat(failure().perhapsCharged()).isFalse();

    provider.stubFor(post(anyUrl()).willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));
    assertThat(failure().perhapsCharged()).isTrue();

    embedders.close();
    timeout = Duration.ofSeconds(1);
    embedders = embedders(0, 3);
    provider.stubFor(post(anyUrl()).willReturn(okJson(body(1)).withFixedDelay(3_000)));
    var late = failure();
    assertThat(late.perhapsCharged()).isTrue();
    assertThat(late).hasMessageNotContaining("sk-test");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",\"usage\":{}", ",\"usage\":{\"prompt_tokens\":-7,\"total_tokens\":-7}"})
  void where_the_provider_says_nothing_of_its_use_it_is_counted(String usage) {
    provider.stubFor(post(anyUrl()).willReturn(okJson(answer(ones(1536), usage))));

    assertThat(embedders.current().embed(List.of("hello world")).tokens()).isEqualTo(2);
  }

  @Test
  void no_provider_can_charge_for_more_than_the_text_has() {
    var usage = ",\"usage\":{\"prompt_tokens\":1000000000,\"total_tokens\":1000000000}";
    provider.stubFor(post(anyUrl()).willReturn(okJson(answer(ones(1536), usage))));

    assertThat(embedders.current().embed(List.of("hello world")).tokens()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9007199254740992", "9007199254740993", "9223372036854775807"})
  void a_use_beyond_what_json_s_numbers_hold_is_told_as_the_largest_of_them(String said) {
    var usage = ",\"usage\":{\"prompt_tokens\":1,\"total_tokens\":%s}".formatted(said);
    provider.stubFor(post(anyUrl()).willReturn(okJson(answer(ones(1536), usage))));

    var answer = embedders.current().embed(List.of("hello world"));

    assertThat(answer.reportedTokens()).isEqualTo(9_007_199_254_740_991L);
    assertThat(answer.tokens()).isEqualTo(2);
  }

  @Test
  void an_answer_far_larger_than_vectors_are_is_not_read() {
    var more = ",\"x\":[0" + ",0".repeat(20_000) + "]";
    provider.stubFor(post(anyUrl()).willReturn(okJson(answer(ones(1536), more))));

    assertThat(failure().perhapsCharged()).isTrue();
    provider.verify(1, postRequestedFor(anyUrl()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[0,0,0]",
        "[1e-30]",
        "[1e39]",
        "[70000]",
        "[\"NaN\"]",
        "[NaN]",
        "[1,Infinity]",
        "[-Infinity]",
        "[null]",
        "\"x\""
      })
  void a_vector_that_is_no_direction_is_refused_and_costs_nothing(String vector) {
    provider.stubFor(
        post(anyUrl())
            .willReturn(
                okJson(answer(vector, ",\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}"))));

    assertThat(failure().perhapsCharged()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"object\":\"list\"", "{\"data\":[{\"embedding\":[1,0"})
  void an_answer_that_breaks_off_was_perhaps_charged(String beginning) {
    provider.stubFor(post(anyUrl()).willReturn(okJson(beginning)));

    assertThat(failure().perhapsCharged()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 1535, 3072})
  void a_vector_of_another_length_than_the_model_s_is_refused_and_costs_nothing(int length) {
    for (var model :
        List.of("text-embedding-3-small", "text-embedding-3-large", "text-embedding-ada-002")) {
      answers(ones(length));
      assertThatThrownBy(() -> embed(model, "a"))
          .hasMessageContaining("wrong length")
          .isInstanceOfSatisfying(
              EmbeddingException.class, e -> assertThat(e.perhapsCharged()).isFalse());
      answers(ones(1536));
      assertThat(embed(model, "a").vectors()).hasSize(1);
    }
  }

  @Test
  void vectors_of_a_model_that_is_not_known_are_as_long_as_its_first() {
    var model = "text-embedding-new";
    answers(ones(10), ones(11));
    assertThatThrownBy(() -> embed(model, "a", "b")).hasMessageContaining("wrong length");
    answers(ones(768));
    assertThat(embed(model, "a").vectors()).hasSize(1);
    answers(ones(10));
    assertThatThrownBy(() -> embed(model, "a")).hasMessageContaining("wrong length");
    assertThat(embed("text-embedding-other", "a").vectors()).hasSize(1);
  }

  private Embeddings embed(String model, String... texts) {
    return embedders.find(model).orElseThrow().embed(List.of(texts));
  }

  private void answers(String... vectors) {
    var data =
        IntStream.range(0, vectors.length)
            .mapToObj(
                i ->
                    "{\"object\":\"embedding\",\"index\":%d,\"embedding\":%s}"
                        .formatted(i, vectors[i]))
            .collect(Collectors.joining(","));
    provider.stubFor(
        post(anyUrl())
            .willReturn(
                okJson("{\"object\":\"list\",\"model\":\"m\",\"data\":[%s]}".formatted(data))));
  }

  private static String ones(int length) {
    return "[" + String.join(",", Collections.nCopies(length, "1")) + "]";
  }

  @Test
  void why_a_text_is_refused_is_said_and_holds_up_nobody_else() {
    provider.stubFor(
        post(anyUrl())
            .withRequestBody(matchingJsonPath("$.input[?(@ == 'bad')]"))
            .willReturn(
                aResponse()
                    .withStatus(400)
                    .withHeader("Content-Type", "application/json")
                    .withBody("{\"error\":{\"message\":\"not\\u0000 this one\"}}")));
    provider.stubFor(
        post(anyUrl())
            .withRequestBody(matchingJsonPath("$.input[?(@ == 'a')]"))
            .willReturn(okJson(body(1))));
    for (var n = 0; n < 10; n++) {
      assertThatThrownBy(() -> embedders.current().embed(List.of("bad")))
          .isInstanceOfSatisfying(
              EmbeddingException.class,
              e -> assertThat(e.refusal()).contains("this one").doesNotContain("\0"));
    }
    provider.verify(10, postRequestedFor(anyUrl()));
    assertThat(embedders.current().embed(List.of("a")).single()[0]).isEqualTo(1f);
  }

  @ParameterizedTest
  @CsvSource({
    "408, 30,    30",
    "409, 30,    30",
    "429, 30,    30",
    "500, 30,    30",
    "503, 86400, 3600",
    "504, 30,    30",
    "529, 30,    30"
  })
  void the_provider_says_when_to_come_again(int status, String said, long seconds) {
    provider.stubFor(
        post(anyUrl()).willReturn(aResponse().withStatus(status).withHeader("Retry-After", said)));

    assertThat(failure().retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void before_the_time_that_the_provider_named_nobody_calls_it_again() {
    provider.stubFor(
        post(anyUrl()).willReturn(aResponse().withStatus(429).withHeader("Retry-After", "30")));
    assertThat(failure().retryAfter()).isEqualTo(Duration.ofSeconds(30));

    now = now.plusSeconds(10);
    for (var model : List.of("text-embedding-3-small", "text-embedding-3-large")) {
      for (var n = 0; n < 10; n++) {
        var early = failure(model);
        assertThat(early.retryAfter()).isEqualTo(Duration.ofSeconds(20));
        assertThat(early.perhapsCharged()).isFalse();
      }
    }
    now = now.plusSeconds(20).minusMillis(1);
    assertThat(failure().retryAfter()).isEqualTo(Duration.ofMillis(1));
    provider.verify(1, postRequestedFor(anyUrl()));

    now = now.plusMillis(1);
    provider.stubFor(post(anyUrl()).willReturn(okJson(body(4))));
    assertThat(embedders.current().embed(List.of("a")).single()[0]).isEqualTo(4f);
    provider.verify(2, postRequestedFor(anyUrl()));
  }

  @Test
  void while_the_circuit_is_open_too_it_is_said_when_to_come_again() {
    embedders.close();
    embedders = embedders(0, 3);
    provider.stubFor(post(anyUrl()).willReturn(status(500)));
    IntStream.range(0, 4).forEach(n -> failure());
    provider.stubFor(
        post(anyUrl()).willReturn(aResponse().withStatus(500).withHeader("Retry-After", "40")));
    failure();

    now = now.plusSeconds(10);

    assertThat(failure()).hasMessageContaining("unavailable");
    assertThat(failure().retryAfter()).isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({"Retry-After, 0", "retry-after-ms, 20"})
  void a_short_time_is_waited_for(String header, String value) {
    embedders.close();
    embedders = embedders(2, 3, InstantSource.system());
    provider.stubFor(
        post(anyUrl())
            .inScenario("s")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(aResponse().withStatus(429).withHeader(header, value))
            .willSetStateTo("well"));
    provider.stubFor(
        post(anyUrl()).inScenario("s").whenScenarioStateIs("well").willReturn(okJson(body(4))));

    assertThat(embedders.current().embed(List.of("a")).single()[0]).isEqualTo(4f);
    provider.verify(2, postRequestedFor(anyUrl()));
  }

  @ParameterizedTest
  @CsvSource({
    "429, Retry-After, 9, 9000",
    "503, retry-after-ms, 8001, 8001",
    "529, retry-after-ms, 99999999999, 3600000",
    "529, 'Retry-After', 'Sun, 15 Mar 2026 13:00:30 GMT', 30000"
  })
  void a_longer_time_is_passed_on_however_it_is_said(
      int status, String header, String value, long millis) {
    provider.stubFor(
        post(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("Date", "Sun, 15 Mar 2026 13:00:00 GMT")
                    .withHeader(header, value)));

    assertThat(failure().retryAfter()).isEqualTo(Duration.ofMillis(millis));
    provider.verify(1, postRequestedFor(anyUrl()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'code':'insufficient_quota'",
        "'code':429,'type':'insufficient_quota'",
        "'code':null,'type':'insufficient_quota'"
      })
  void an_account_without_credit_is_asked_once_whatever_time_it_names(String kind) {
    for (var header : List.of("Retry-After", "X-Other")) {
      provider.resetAll();
      provider.stubFor(
          post(anyUrl())
              .willReturn(
                  aResponse()
                      .withStatus(429)
                      .withHeader("Content-Type", "application/json")
                      .withHeader(header, "1")
                      .withBody(
                          "{'error':{'message':'sk-test has none',%s}}"
                              .formatted(kind)
                              .replace('\'', '"'))));

      var failed = failure();

      assertThat(failed.outOfCredit()).isEqualTo("openai");
      assertThat(failed.retryAfter()).isNull();
      assertThat(failed.perhapsCharged()).isFalse();
      assertThat(failed).hasMessageNotContaining("sk-test");
      provider.verify(1, postRequestedFor(anyUrl()));
    }
    provider.stubFor(post(anyUrl()).willReturn(okJson(body(4))));
    assertThat(embedders.current().embed(List.of("a")).single()[0])
        .as("once somebody has paid")
        .isEqualTo(4f);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "insufficient_quota",
        "{'error':'insufficient_quota'}",
        "{'error':{'message':'insufficient_quota','code':'rate_limit_exceeded'}}",
        "{'error':{'code':['insufficient_quota']}}",
        "{'error':{'code':1e99999999999,'type':'insufficient_quota'"
      })
  void what_only_looks_like_it_is_tried_again(String body) {
    provider.stubFor(
        post(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(429)
                    .withHeader("Content-Type", "application/json")
                    .withHeader("Retry-After", "0")
                    .withBody(body.replace('\'', '"'))));

    assertThat(failure().outOfCredit()).isNull();
    provider.verify(3, postRequestedFor(anyUrl()));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404})
  void a_refusal_that_lasts_has_no_time_to_come_again(int status) {
    provider.stubFor(
        post(anyUrl()).willReturn(aResponse().withStatus(status).withHeader("Retry-After", "30")));

    assertThat(failure().retryAfter()).isNull();
  }

  private static String answer(String vector, String usage) {
    return """
        {"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":%s}]%s}"""
        .formatted(vector, usage);
  }

  @Test
  void after_half_of_the_last_calls_failed_nothing_is_asked_for_a_while() {
    embedders.close();
    embedders = embedders(0, 3);
    provider.stubFor(post(anyUrl()).willReturn(status(500)));
    for (var n = 0; n < 5; n++) {
      assertThat(failure()).hasMessageContaining("500");
    }

    assertThat(failure()).hasMessageContaining("unavailable");

    provider.verify(5, postRequestedFor(anyUrl()));
  }

  @Test
  void texts_that_the_provider_refuses_say_nothing_about_the_provider() {
    embedders.close();
    embedders = embedders(0, 3);
    provider.stubFor(post(anyUrl()).willReturn(status(400)));
    for (var n = 0; n < 12; n++) {
      assertThat(failure()).hasMessageContaining("400");
    }
  }

  @Test
  void older_models_are_found_by_their_names_and_nobody_else_s() {
    assertThat(embedders.find("text-embedding-ada-002")).isPresent();
    assertThat(embedders.find("all-minilm-l6-v2-q")).isEmpty();
  }

  private EmbeddingException failure() {
    return failure("text-embedding-3-small");
  }

  private EmbeddingException failure(String model) {
    return catchThrowableOfType(
        EmbeddingException.class, () -> embedders.find(model).orElseThrow().embed(List.of("a")));
  }

  private OpenAiEmbedders embedders(int retries, int batch) {
    return embedders(retries, batch, () -> now);
  }

  private OpenAiEmbedders embedders(int retries, int batch, InstantSource clock) {
    return new OpenAiEmbedders(
        new OpenAiEmbeddingSettings(
            "sk-test",
            provider.baseUrl() + "/v1",
            "text-embedding-3-small",
            timeout,
            retries,
            batch,
            100_000,
            Duration.ofMinutes(5)),
        clock);
  }

  /** One vector for each, named by its first component, which is its index as well. */
  private static String body(int... firsts) {
    var data =
        IntStream.of(firsts)
            .mapToObj(
                first ->
                    "{\"object\":\"embedding\",\"index\":%d,\"embedding\":[%d,%s]}"
                        .formatted(
                            firsts.length == 1 ? 0 : first,
                            first,
                            String.join(",", Collections.nCopies(1535, "1"))))
            .collect(Collectors.joining(","));
    return "{\"object\":\"list\",\"model\":\"m\",\"data\":[%s],\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}"
        .formatted(data);
  }
}

package com.geniinow.runtime.platform.sealing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cloud KMS by its documented requests, spoken by a stand-in. */
class KmsMasterKeyTest {
  private static final String NAME = "projects/p/locations/l/keyRings/r/cryptoKeys/k";
  private static final byte[] KEY = "a key of an agent".getBytes(StandardCharsets.UTF_8);
  private static final byte[] WRAPPED = "wrapped".getBytes(StandardCharsets.UTF_8);

  private final WireMockServer kms =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());
  private final AtomicLong nanos = new AtomicLong();
  private KmsMasterKey master;

  @BeforeEach
  void start() {
    kms.start();
    master = new KmsMasterKey(NAME, kms.baseUrl(), () -> "Bearer of-tests", nanos::get);
  }

  @AfterEach
  void stop() {
    kms.stop();
  }

  @Test
  void a_key_is_wrapped_with_its_context_and_a_token() {
    kms.stubFor(
        post("/v1/" + NAME + ":encrypt")
            .willReturn(okJson("{\"name\":\"v1\",\"ciphertext\":\"%s\"}".formatted(of(WRAPPED)))));

    assertThat(master.wrap(KEY, "agent 1")).isEqualTo(WRAPPED);
    assertThat(master.id()).isEqualTo(NAME);
    kms.verify(
        postRequestedFor(urlEqualTo("/v1/" + NAME + ":encrypt"))
            .withHeader("Authorization", equalTo("Bearer of-tests"))
            .withRequestBody(
                equalToJson(
                    "{\"plaintext\":\"%s\",\"additionalAuthenticatedData\":\"%s\"}"
                        .formatted(of(KEY), context()))));
  }

  @Test
  void it_is_unwrapped_for_the_same_context() {
    kms.stubFor(
        post("/v1/" + NAME + ":decrypt")
            .withRequestBody(
                equalToJson(
                    "{\"ciphertext\":\"%s\",\"additionalAuthenticatedData\":\"%s\"}"
                        .formatted(of(WRAPPED), context())))
            .willReturn(okJson("{\"plaintext\":\"%s\"}".formatted(of(KEY)))));

    assertThat(master.unwrap(WRAPPED, "agent 1")).isEqualTo(KEY);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 429, 500, 503})
  void whatever_it_answers_else_is_unavailable_and_nothing_of_it_is_told(int status) {
    answers(aResponse().withStatus(status).withBody("it quotes " + of(WRAPPED)));

    unavailable("Cloud KMS answered " + status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"plaintext\":7}", "{\"plaintext\":\"?\"}", "<html>"})
  void what_can_not_be_read_is_unavailable(String body) {
    answers(aResponse().withBody(body));

    unavailable("Cloud KMS answered nothing readable");
  }

  @Test
  void a_line_that_breaks_and_one_that_is_dead_are_unavailable() {
    answers(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
    unavailable("Cloud KMS can't be reached");
    kms.stop();
    nanos.addAndGet(KmsMasterKey.MOMENT.toNanos());
    unavailable("Cloud KMS can't be reached");
  }

  @Test
  void who_says_nothing_is_not_waited_for() {
    answers(aResponse().withFixedDelay(20_000).withBody("{}"));
    notWaitedFor();
  }

  /** The client's own time-out ends with the headers. */
  @Test
  void an_answer_that_stops_in_the_middle_is_not_waited_for() {
    answers(
        aResponse()
            .withBody("{\"plaintext\":\"%s\"}".formatted(of(KEY)))
            .withChunkedDribbleDelay(10, 20_000));
    notWaitedFor();
  }

  @Test
  void a_token_that_does_not_come_is_not_waited_for() {
    var never = new CountDownLatch(1);
    master =
        new KmsMasterKey(
            NAME,
            kms.baseUrl(),
            () -> {
              try {
                never.await();
                return "";
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
            },
            nanos::get);
    notWaitedFor();
    assertThat(kms.getAllServeEvents()).isEmpty();
  }

  private void notWaitedFor() {
    long before = System.nanoTime();

    unavailable("Cloud KMS can't be reached");

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void one_failure_speaks_for_a_moment_for_all() {
    answers(aResponse().withStatus(503));
    unavailable("Cloud KMS answered 503");
    unavailable("Cloud KMS failed a moment ago");
    assertThat(kms.getAllServeEvents()).hasSize(1);

    answers(okJson("{\"plaintext\":\"%s\"}".formatted(of(KEY))));
    nanos.addAndGet(KmsMasterKey.MOMENT.toNanos());
    assertThat(master.unwrap(WRAPPED, "agent 1")).isEqualTo(KEY);
    assertThat(master.unwrap(WRAPPED, "agent 1")).isEqualTo(KEY);
  }

  /** A disabled version of the key is a 400, too, and passes. */
  @Test
  void what_it_did_not_wrap_is_a_fault_of_that_key_and_nobody_else_hears_of_it() {
    answers(aResponse().withStatus(400).withBody(error("INVALID_ARGUMENT")));
    assertThatThrownBy(() -> master.unwrap(WRAPPED, "agent 1"))
        .isInstanceOf(BrokenSealException.class)
        .hasMessageContaining("agent 1")
        .hasMessageNotContaining(of(WRAPPED));

    answers(aResponse().withStatus(400).withBody(error("FAILED_PRECONDITION")));
    unavailable("Cloud KMS answered 400");
  }

  @Test
  void what_it_does_not_take_to_wrap_is_no_fault_of_a_key() {
    kms.stubFor(
        post("/v1/" + NAME + ":encrypt")
            .willReturn(aResponse().withStatus(400).withBody(error("INVALID_ARGUMENT"))));

    assertThatThrownBy(() -> master.wrap(KEY, "agent 1"))
        .isInstanceOf(KeysUnavailableException.class);
  }

  @Test
  void what_it_can_not_unwrap_again_is_not_stored() {
    kms.stubFor(
        post("/v1/" + NAME + ":encrypt")
            .willReturn(okJson("{\"ciphertext\":\"%s\"}".formatted(of(WRAPPED)))));
    answers(aResponse().withStatus(400).withBody(error("INVALID_ARGUMENT")));

    assertThatThrownBy(() -> master.wrapProven(KEY, "agent 1"))
        .isInstanceOf(KeysUnavailableException.class)
        .hasMessageContaining("does not give back");
  }

  private static String error(String status) {
    return "{\"error\":{\"code\":400,\"status\":\"%s\"}}".formatted(status);
  }

  @Test
  void without_a_token_it_is_unavailable_and_not_asked() {
    master =
        new KmsMasterKey(
            NAME,
            kms.baseUrl(),
            () -> {
              throw new IOException("no token");
            },
            nanos::get);

    unavailable("Cloud KMS can't be reached");
    assertThat(kms.getAllServeEvents()).isEmpty();
  }

  @Test
  void over_a_wire_without_tls_no_token_is_sent() {
    answers(okJson("{\"plaintext\":\"%s\"}".formatted(of(KEY))));
    var configured = MasterKeys.of(new SealingSettings("", NAME, "", kms.baseUrl() + "/", ""));

    assertThat(configured.present().orElseThrow().unwrap(WRAPPED, "agent 1")).isEqualTo(KEY);
    assertThat(kms.getAllServeEvents().getFirst().getRequest().containsHeader("Authorization"))
        .isFalse();
  }

  private void answers(com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder answer) {
    kms.stubFor(post("/v1/" + NAME + ":decrypt").willReturn(answer));
  }

  private void unavailable(String sentence) {
    assertThatThrownBy(() -> master.unwrap(WRAPPED, "agent 1"))
        .isInstanceOf(KeysUnavailableException.class)
        .hasMessageStartingWith(sentence)
        .hasMessageNotContaining(of(WRAPPED));
  }

  private static String of(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String context() {
    return of("agent 1".getBytes(StandardCharsets.UTF_8));
  }
}

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
  private KmsMasterKey master;

  @BeforeEach
  void start() {
    kms.start();
    master = new KmsMasterKey(NAME, kms.baseUrl(), () -> "Bearer of-tests");
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
    unavailable("Cloud KMS can't be reached");
  }

  @Test
  void who_says_nothing_is_not_waited_for() {
    answers(aResponse().withFixedDelay(20_000).withBody("{}"));
    long before = System.nanoTime();

    unavailable("Cloud KMS can't be reached");

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void without_a_token_it_is_unavailable_and_not_asked() {
    master =
        new KmsMasterKey(
            NAME,
            kms.baseUrl(),
            () -> {
              throw new IOException("no token");
            });

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

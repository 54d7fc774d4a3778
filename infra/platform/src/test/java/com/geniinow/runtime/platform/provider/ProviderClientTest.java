package com.geniinow.runtime.platform.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.protocol.Kind;
import com.geniinow.runtime.platform.protocol.Protocols;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes to a provider, and what of its answers is understood at once. */
class ProviderClientTest {
  private static final byte[] BODY = "{\"model\":\"m\"}".getBytes(UTF_8);

  private final WireMockServer server =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());
  private final ProviderClient client =
      new ProviderClient(
          new ProviderTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(9)),
          () -> Instant.parse("2026-03-15T12:00:00Z"));

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop();
  }

  @Test
  void openai_gets_its_key_as_a_bearer() throws IOException {
    server.stubFor(
        post(anyUrl()).willReturn(okJson("{\"a\":1}").withHeader("x-request-id", "r-1")));

    try (var answer =
        client.open(
            provider(Kind.OPENAI, "/v1"), Protocols.CHAT, BODY, Map.of("traceparent", "00-1"))) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("X-Request-Id")).isEqualTo("r-1");
      assertThat(answer.header("retry-after")).isNull();
      assertThat(answer.isOutOfCredit()).isFalse();
      assertThat(new String(answer.body().readAllBytes(), UTF_8)).isEqualTo("{\"a\":1}");
    }
    server.verify(
        postRequestedFor(urlEqualTo("/v1/chat/completions"))
            .withHeader("Authorization", equalTo("Bearer sk-test"))
            .withHeader("x-api-key", absent())
            .withHeader("anthropic-version", absent())
            .withHeader("Content-Type", equalTo("application/json"))
            .withHeader("Accept-Encoding", equalTo("identity"))
            .withHeader("traceparent", equalTo("00-1"))
            .withRequestBody(equalTo("{\"model\":\"m\"}")));
  }

  @Test
  void anthropic_gets_its_key_and_the_version_that_the_client_speaks() throws IOException {
    server.stubFor(post(anyUrl()).willReturn(okJson("{}")));
    var anthropic = provider(Kind.ANTHROPIC, "");

    client.open(anthropic, Protocols.MESSAGES, BODY, Map.of()).close();
    client
        .open(anthropic, Protocols.COUNT_TOKENS, BODY, Map.of("Anthropic-Version", "2024-01-01"))
        .close();

    server.verify(
        postRequestedFor(urlEqualTo("/v1/messages"))
            .withHeader("x-api-key", equalTo("sk-test"))
            .withHeader("Authorization", absent())
            .withHeader("anthropic-version", equalTo("2023-06-01")));
    server.verify(
        postRequestedFor(urlEqualTo("/v1/messages/count_tokens"))
            .withHeader("anthropic-version", equalTo("2024-01-01")));
  }

  @Test
  void a_call_is_made_once_and_goes_nowhere_else() throws IOException {
    server.stubFor(
        post(anyUrl())
            .willReturn(aResponse().withStatus(307).withHeader("Location", server.url("/other"))));

    try (var answer = client.open(provider(Kind.OPENAI, "/v1"), Protocols.CHAT, BODY, Map.of())) {
      assertThat(answer.status()).isEqualTo(307);
    }
    server.verify(1, postRequestedFor(anyUrl()));
  }

  @Test
  void a_key_pauses_for_all_after_429() throws IOException {
    server.stubFor(
        post(anyUrl()).willReturn(aResponse().withStatus(429).withHeader("Retry-After", "7")));
    var provider = provider(Kind.OPENAI, "/v1");

    client.open(provider, Protocols.CHAT, BODY, Map.of()).close();

    assertThat(client.pauses().pausedFor(provider)).hasValue(Duration.ofSeconds(7));
  }

  @Test
  void an_account_without_credit_is_told_and_no_matter_of_time() throws IOException {
    var body = "{\"error\":{\"code\":\"insufficient_quota\"}}";
    server.stubFor(
        post(anyUrl())
            .willReturn(aResponse().withStatus(429).withHeader("Retry-After", "7").withBody(body)));
    var provider = provider(Kind.OPENAI, "/v1");

    try (var answer = client.open(provider, Protocols.CHAT, BODY, Map.of())) {
      assertThat(answer.isOutOfCredit()).isTrue();
      assertThat(new String(answer.body().readAllBytes(), UTF_8)).isEqualTo(body);
    }
    assertThat(client.pauses().pausedFor(provider)).isEmpty();
  }

  private Provider provider(Kind kind, String path) {
    return new Provider("p", kind, server.baseUrl() + path, "sk-test");
  }
}

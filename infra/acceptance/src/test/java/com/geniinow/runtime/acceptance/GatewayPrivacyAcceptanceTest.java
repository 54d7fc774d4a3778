package com.geniinow.runtime.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Nothing of what an agent asked a model, nor of what it answered, nor any key, is kept. */
class GatewayPrivacyAcceptanceTest {
  private static final String PROVIDERS_KEY = "sk-acceptance";

  private final String asked = "asked-" + UUID.randomUUID();
  private final String answered = "answered-" + UUID.randomUUID();
  private final TestAgent agent = TestAgent.provision(Map.of("monthly_token_limit", 100_000));

  @Test
  void no_prompt_no_completion_and_no_key_is_in_tables_redis_logs_or_traces() throws Exception {
    var provider = RunningSystem.get().openAi();
    provider.stubFor(
        post(urlEqualTo("/v1/chat/completions"))
            .withRequestBody(containing(asked))
            .willReturn(
                okJson(
                    """
                    {"id": "c", "object": "chat.completion", "created": 1, "model": "gpt-4o",
                     "choices": [{"index": 0, "finish_reason": "stop",
                       "message": {"role": "assistant", "content": "%s"}}],
                     "usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}}"""
                        .formatted(answered))));
    provider.stubFor(
        post(urlEqualTo("/v1/messages"))
            .withRequestBody(containing(asked))
            .willReturn(
                aResponse()
                    .withStatus(500)
                    .withHeader("Content-Type", "application/json")
                    .withBody(
                        "{\"type\": \"error\", \"error\": {\"type\": \"api_error\", \"message\": \""
                            + answered
                            + "\"}}")));
    var key =
        Caller.admin()
            .post("/api/agents/" + agent.id() + "/keys", Map.of("name", "its own"))
            .text("key");
    var program = new Caller(key, null);
    var message = List.of(Map.of("role", "user", "content", asked));

    var answer =
        program.post(
            "/v1/chat/completions", Map.of("model", "gpt-4o", "messages", message, "user", asked));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.body().toString()).contains(answered);
    program.post(
        "/v1/messages",
        Map.of("model", "claude-sonnet-4-5", "max_tokens", 99, "messages", message));
    program.post(
        "/v1/chat/completions",
        Map.of("model", "gpt-4o", "messages", message, "max_tokens", 90_000_000));
    program.post("/v1/chat/completions", Map.of("model", "gpt-4o", "messages", message, asked, 1));

    var secrets = List.of(asked, answered, key, key.substring(3), PROVIDERS_KEY);
    for (var secret : secrets) {
      assertThat(new Stored().places(secret)).as("stored: %s", secret).isEmpty();
      for (var log : logs()) {
        assertThat(Files.readString(log, StandardCharsets.ISO_8859_1).contains(secret))
            .as("%s in %s", secret, log)
            .isFalse();
      }
    }
    await()
        .untilAsserted(
            () ->
                assertThat(OtlpSpans.received())
                    .extracting(OtlpSpans.Span::name)
                    .contains("chat gpt-4o"));
    for (var request :
        RunningSystem.get().traces().findAll(postRequestedFor(urlEqualTo("/v1/traces")))) {
      var bytes = new String(OtlpSpans.unpacked(request.getBody()), StandardCharsets.ISO_8859_1);
      assertThat(secrets).noneMatch(bytes::contains);
    }
  }

  @Test
  void the_ledger_has_the_hashes_of_what_was_sent_and_got() throws Exception {
    RunningSystem.get()
        .openAi()
        .stubFor(
            post(urlEqualTo("/v1/embeddings"))
                .withRequestBody(containing(asked))
                .willReturn(
                    okJson(
                        """
                        {"object":"list","model":"text-embedding-3-small",
                         "data":[{"object":"embedding","index":0,"embedding":[1]}],
                         "usage":{"prompt_tokens":9,"total_tokens":9}}""")));
    var sent = "{\"model\":\"text-embedding-3-small\",\"input\":\"" + asked + "\"}";

    var got = agent.token().postText("/v1/embeddings", sent);

    assertThat(got.statusCode()).isEqualTo(200);
    var entries = agent.token().get("/api/agents/" + agent.id() + "/ledger").body().path("items");
    var called =
        entries
            .valueStream()
            .filter(e -> e.path("type").asString().equals("model_called"))
            .toList();
    assertThat(called).hasSize(1);
    var details = called.getFirst().path("details");
    assertThat(details.path("request_sha256").asString()).isEqualTo(sha256(sent));
    assertThat(details.path("response_sha256").asString()).isEqualTo(sha256(got.body()));
    assertThat(details.path("tokens").asString()).isEqualTo("9");
  }

  private static String sha256(String text) throws Exception {
    var digest = java.security.MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Path> logs() throws IOException {
    var logs = new ArrayList<Path>();
    try (var files = Files.walk(RunningSystem.get().dataFolder())) {
      files.filter(path -> path.toString().endsWith(".log")).forEach(logs::add);
    }
    return logs;
  }
}

package com.geniinow.runtime.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.acceptance.OtlpSpans.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One trace per task from its submission to its model call, and logs that say whose they are. */
class ObservabilityAcceptanceTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  @Test
  void one_trace_goes_from_the_submission_through_the_queue_to_the_model_call() {
    var openAi = RunningSystem.get().openAi();
    openAi.stubFor(
        post(urlEqualTo("/v1/chat/completions"))
            .withRequestBody(matchingJsonPath("$.messages[0].content", containing("traced")))
            .willReturn(
                okJson(
                    """
                    {"id":"c2","object":"chat.completion","created":1,"model":"gpt-4o-mini",
                     "choices":[{"index":0,"finish_reason":"stop","logprobs":null,
                       "message":{"role":"assistant","content":"Yes.","refusal":null}}],
                     "usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}""")));
    var agent = TestAgent.provision(Map.of());
    var traceId = UUID.randomUUID().toString().replace("-", "");
    var submitted =
        agent
            .token()
            .post(
                "/api/tasks",
                Map.of(
                    "type", "openai.chat",
                    "model", "gpt-4o-mini",
                    "payload",
                        Map.of("messages", List.of(Map.of("role", "user", "content", "traced?")))),
                traceparent(traceId));
    assertThat(submitted.status()).as("%s", submitted.body()).isEqualTo(202);
    agent.awaitTask(submitted.text("task_id"), "completed");

    assertThat(
            openAi.findAll(postRequestedFor(urlEqualTo("/v1/chat/completions"))).stream()
                .filter(call -> call.getBodyAsString().contains("traced?"))
                .map(call -> call.getHeader("traceparent")))
        .singleElement()
        .asString()
        .startsWith("00-" + traceId);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(OtlpSpans.received())
                    .filteredOn(span -> span.traceId().equals(traceId))
                    .extracting(Span::name)
                    .contains(
                        "http post /api/tasks",
                        "command SubmitTask",
                        "queue",
                        "attempt",
                        "execute openai.chat",
                        "http post /internal/results",
                        "command CompleteAttempt"));
  }

  @Test
  void a_rollback_is_logged_once_as_json_with_its_stack_and_whose_it_is() throws IOException {
    var agent = TestAgent.provision(Map.of());
    var traceId = UUID.randomUUID().toString().replace("-", "");
    try (var fault =
        new Tables().onInsertFor(agent.id(), "agent_tasks", "RAISE EXCEPTION 'injected'")) {
      var answer =
          agent
              .token()
              .post(
                  "/api/tasks",
                  Map.of("type", "simulate", "estimated_tokens", 5),
                  traceparent(traceId));
      assertThat(answer.status()).isEqualTo(500);
    }
    await().atMost(SOON).until(() -> !rollbacks(agent.id()).isEmpty());
    assertThat(rollbacks(agent.id()))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.path("level").asString()).isEqualTo("ERROR");
              assertThat(line.path("agent_id").asString()).isEqualTo(agent.id().toString());
              assertThat(line.path("task_id").asString()).isNotBlank();
              assertThat(line.path("traceId").asString()).isEqualTo(traceId);
              assertThat(line.path("stack_trace").asString()).contains("injected", "\tat ");
            });
  }

  private static String traceparent(String traceId) {
    return "00-%s-00f067aa0ba902b7-01".formatted(traceId);
  }

  private static List<JsonNode> rollbacks(UUID agentId) throws IOException {
    try (var lines = Files.lines(RunningSystem.get().log())) {
      return lines
          .filter(line -> line.startsWith("{") && line.contains("ROLLBACK"))
          .filter(line -> line.contains(agentId.toString()))
          .map(line -> JsonMapper.shared().readTree(line))
          .toList();
    }
  }
}

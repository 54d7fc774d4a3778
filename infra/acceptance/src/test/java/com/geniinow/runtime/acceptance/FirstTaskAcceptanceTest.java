package com.geniinow.runtime.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The main job: from nothing to a task that a model completed, on record everywhere. */
class FirstTaskAcceptanceTest {
  @Test
  void a_model_completes_a_task_and_its_usage_is_in_quota_usage_and_ledger() {
    RunningSystem.get()
        .openAi()
        .stubFor(
            post(urlEqualTo("/v1/chat/completions"))
                .withHeader("Authorization", equalTo("Bearer sk-acceptance"))
                .willReturn(
                    okJson(
                        """
                        {"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o-mini",
                         "choices":[{"index":0,"finish_reason":"stop","logprobs":null,
                           "message":{"role":"assistant","content":"Hello.","refusal":null}}],
                         "usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}""")));
    var agent = TestAgent.provision(Map.of());
    var submitted =
        agent.submit(
            Map.of(
                "type", "openai.chat",
                "model", "gpt-4o-mini",
                "payload",
                    Map.of("messages", List.of(Map.of("role", "user", "content", "Say hello.")))));
    assertThat(submitted.status()).as("%s", submitted.body()).isEqualTo(202);
    var task = submitted.text("task_id");

    var done = agent.awaitTask(task, "completed");
    assertThat(done.body().path("result").path("content").asString()).isEqualTo("Hello.");
    assertThat(done.body().path("tokens_used").asLong()).isEqualTo(15);
    assertThat(done.body().path("cost_usd").decimalValue()).isEqualByComparingTo("0.0000036");

    assertThat(agent.quota().body().path("monthly_tokens_used").asLong()).isEqualTo(15);
    var usage = agent.token().get("/api/agents/" + agent.id() + "/quota/usage");
    assertThat(usage.body().path("items").get(0).path("model").asString()).isEqualTo("gpt-4o-mini");
    var ledger = agent.token().get("/api/agents/" + agent.id() + "/ledger");
    assertThat(ledger.body().path("items").findValuesAsString("type"))
        .containsSubsequence("task_submitted", "task_completed", "model_called");
  }
}

package com.geniinow.runtime.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An entity with agents that have something of everything, for the console to show. */
final class ConsoleFleet {
  static final Caller ADMIN = Caller.admin();

  private static final String CHAT =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"%1$s","choices":[{"index":0,
       "message":{"role":"assistant","content":"Three invoices are overdue."},"finish_reason":"stop"}],
       "usage":{"prompt_tokens":%2$d,"completion_tokens":%3$d,"total_tokens":%4$d}}""";

  final UUID entity = UUID.randomUUID();
  final Caller founder = Caller.founder(entity);
  final TestAgent scout = agent("scout", Map.of("monthly_cost_limit_usd", 20));
  final TestAgent reader = agent("invoice-reader", Map.of("monthly_token_limit", 1_000));

  static void outside() {
    var system = RunningSystem.get();
    system.slack().stubFor(any(anyUrl()).willReturn(okJson("{\"ok\":true}")));
    system
        .openAi()
        .stubFor(
            post(urlPathEqualTo("/v1/chat/completions"))
                .willReturn(okJson(CHAT.formatted("gpt-4o-mini", 300, 120, 420))));
  }

  TestAgent agent(String name, Map<String, ?> limits) {
    var body = new HashMap<String, Object>(limits);
    body.put("name", name);
    body.put("entity_id", entity);
    body.put("metadata", Map.of("team", "finance"));
    var answer = ADMIN.post("/api/agents/provision", body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    var id = answer.id("agent_id");
    return new TestAgent(id, entity, Caller.agent(id));
  }

  /**
   * Tasks that were completed, given up, refused, that wait and that run; files, keys, memories.
   */
  Tasks fill() {
    var chat =
        submit(
            scout,
            Map.of(
                "type",
                "openai.chat",
                "model",
                "gpt-4o-mini",
                "payload",
                Map.of(
                    "messages",
                    List.of(Map.of("role", "user", "content", "Which invoices are overdue?"))),
                "labels",
                Map.of("team", "finance", "env", "prod")));
    var dead = submit(scout, simulate(Map.of("fail_attempts", 9, "retryable", false), 40));
    var approval = submit(scout, with(simulate(Map.of("tokens", 5), 60), "approval", "required"));
    var later = submit(scout, with(simulate(Map.of(), 10), "delay_seconds", 3_600));
    reader.awaitTask(submit(reader, simulate(Map.of("tokens", 900), 900)), "completed");
    assertThat(reader.submit(simulate(Map.of(), 400)).status()).isEqualTo(429);
    assertThat(
            scout
                .token()
                .upload(scout.id(), "overdue.txt", "three".getBytes(StandardCharsets.UTF_8))
                .status())
        .isEqualTo(201);
    var base = "/api/agents/" + scout.id();
    assertThat(ADMIN.post(base + "/keys", Map.of("name", "ci")).status()).isEqualTo(201);
    scout.token().put(base + "/memory/lead", Map.of("value", Map.of("stage", "won")));
    var text = Map.of("text", "Customers pay within thirty days");
    assertThat(scout.token().post(base + "/memory/embed", text).status()).isEqualTo(201);
    scout.awaitTask(chat, "completed");
    scout.awaitTask(dead, "dead_lettered");
    return new Tasks(chat, dead, approval, later);
  }

  /** An entity without agents. */
  record Empty(Caller founder) {
    Empty() {
      this(Caller.founder(UUID.randomUUID()));
    }
  }

  /** Of {@link #scout}. */
  record Tasks(String completed, String dead, String approval, String later) {}

  static String submit(TestAgent agent, Map<String, ?> task) {
    var answer = agent.submit(task);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return answer.text("task_id");
  }

  static Map<String, Object> simulate(Map<String, ?> payload, int tokens) {
    return Map.of("type", "simulate", "estimated_tokens", tokens, "payload", payload);
  }

  static Map<String, Object> with(Map<String, ?> task, String field, Object value) {
    var all = new HashMap<String, Object>(task);
    all.put(field, value);
    return all;
  }
}

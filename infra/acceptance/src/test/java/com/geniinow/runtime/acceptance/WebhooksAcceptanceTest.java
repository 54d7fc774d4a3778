package com.geniinow.runtime.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.testing.Needed;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks, as the contract has them. */
class WebhooksAcceptanceTest {
  private static final Path PAGE = Path.of("../../docs/webhooks.md");
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  private final WireMockServer receiver =
      new WireMockServer(WireMockConfiguration.options().dynamicPort());

  @BeforeEach
  void listen() {
    receiver.start();
    receiver.stubFor(post(urlEqualTo("/hook")).willReturn(ok()));
  }

  @AfterEach
  void close() {
    receiver.stop();
  }

  @Test
  void its_secret_is_shown_once_and_it_is_listed_changed_and_deleted_by_its_agent() {
    var agent = TestAgent.provision(Map.of());
    var made = make(agent, List.of("task.completed"));
    assertThat(made.text("secret")).startsWith("whsec_");
    var path = "/api/webhooks/" + made.text("webhook_id");
    assertThat(agent.token().get(path).body().has("secret")).isFalse();
    assertThat(agent.token().get("/api/webhooks").body().at("/items/0/webhook_id").asString())
        .isEqualTo(made.text("webhook_id"));
    assertThat(agent.token().post(path + "/rotate", Map.of()).text("secret"))
        .startsWith("whsec_")
        .isNotEqualTo(made.text("secret"));
    assertThat(TestAgent.provision(Map.of()).token().get(path).status()).isEqualTo(403);
    assertThat(agent.token().delete(path).status()).isEqualTo(204);
    assertThat(Caller.admin().get(path).status()).isEqualTo(404);
  }

  @Test
  void it_is_called_in_order_and_python_verifies_its_signature() throws Exception {
    Needed.programs("python3");
    var agent = TestAgent.provision(Map.of());
    var made = make(agent, List.of("task.submitted", "task.started", "task.completed"));
    var task = agent.submit(Map.of("type", "simulate")).text("task_id");
    agent.awaitTask(task, "completed");
    var calls = awaitCalls(3);
    assertThat(calls)
        .extracting(call -> json(call).path("type").asString())
        .containsExactly("task.submitted", "task.started", "task.completed");
    for (var call : calls) {
      assertThat(call.header("webhook-id").firstValue())
          .isEqualTo(json(call).path("event_id").asString());
      assertThat(json(call).path("task_id").asString()).isEqualTo(task);
    }
    assertThat(verify(made.text("secret"), calls.getFirst())).isEqualTo("task.submitted");
    assertThat(verify("whsec_" + "A".repeat(44), calls.getFirst())).contains("ValueError");
  }

  /** What the page's example says of a call. */
  private String verify(String secret, LoggedRequest call) throws Exception {
    var block =
        Pattern.compile("^```python\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(Files.readString(PAGE));
    assertThat(block.find()).isTrue();
    Files.writeString(
        folder.resolve("check.py"),
        block.group(1)
            + "\nimport json, sys\n"
            + "said = json.load(open('call.json'))\n"
            + "print(verify(said['secret'], said['headers'], said['body'].encode())['type'])\n");
    Files.writeString(
        folder.resolve("call.json"),
        JSON.writeValueAsString(
            Map.of(
                "secret",
                secret,
                "headers",
                Map.of(
                    "webhook-id", call.header("webhook-id").firstValue(),
                    "webhook-timestamp", call.header("webhook-timestamp").firstValue(),
                    "webhook-signature", call.header("webhook-signature").firstValue()),
                "body",
                call.getBodyAsString())));
    var process =
        new ProcessBuilder("python3", "check.py")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.strip();
  }

  @Test
  void what_is_not_taken_is_repeated_and_what_came_of_each_event_is_listed() {
    receiver.stubFor(post(urlEqualTo("/hook")).willReturn(serverError()));
    var agent = TestAgent.provision(Map.of());
    var made = make(agent, List.of("task.completed"));
    var task = agent.submit(Map.of("type", "simulate")).text("task_id");
    awaitCalls(2);
    receiver.stubFor(post(urlEqualTo("/hook")).willReturn(ok()));
    var path = "/api/webhooks/" + made.text("webhook_id") + "/deliveries";
    await()
        .atMost(SOON)
        .until(
            () ->
                agent
                    .token()
                    .get(path)
                    .body()
                    .at("/items/0/status")
                    .asString()
                    .equals("delivered"));
    var shown = agent.token().get(path).body().at("/items/0");
    assertThat(shown.path("tries").asInt()).isGreaterThan(2);
    assertThat(shown.path("task_id").asString()).isEqualTo(task);
    assertThat(shown.path("type").asString()).isEqualTo("task.completed");
  }

  @Test
  void everything_from_a_moment_on_is_replayed_under_the_same_ids() {
    var agent = TestAgent.provision(Map.of());
    var from = Instant.now().minusSeconds(30);
    var before = agent.submit(Map.of("type", "simulate")).text("task_id");
    agent.awaitTask(before, "completed");
    var made = make(agent, List.of("task.completed"));
    var after = agent.submit(Map.of("type", "simulate")).text("task_id");
    agent.awaitTask(after, "completed");
    awaitCalls(1);
    var answer =
        agent
            .token()
            .post(
                "/api/webhooks/" + made.text("webhook_id") + "/replay",
                Map.of("from", from.toString()));
    assertThat(answer.status()).isEqualTo(202);
    var calls = awaitCalls(3);
    assertThat(calls)
        .extracting(call -> json(call).path("task_id").asString())
        .containsExactly(after, before, after);
    assertThat(calls.get(2).header("webhook-id").firstValue())
        .isEqualTo(calls.get(0).header("webhook-id").firstValue());
  }

  @Test
  void a_trial_says_what_the_receiver_answered_and_follows_no_redirect() {
    receiver.stubFor(
        post(urlEqualTo("/hook"))
            .willReturn(aResponse().withStatus(302).withHeader("Location", "/elsewhere")));
    var agent = TestAgent.provision(Map.of());
    var made = make(agent, List.of("task.completed"));
    var path = "/api/webhooks/" + made.text("webhook_id") + "/test";
    var redirected = agent.token().post(path, Map.of());
    assertThat(redirected.body().path("delivered").asBoolean()).isFalse();
    assertThat(redirected.body().path("response_code").asInt()).isEqualTo(302);
    receiver.stubFor(post(urlEqualTo("/hook")).willReturn(ok()));
    assertThat(agent.token().post(path, Map.of()).body().path("delivered").asBoolean()).isTrue();
    receiver.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
  }

  @Test
  void an_entity_s_webhook_hears_all_its_agents_and_is_an_administrators_to_make() {
    var agent = TestAgent.provision(Map.of());
    var body =
        Map.of(
            "url",
            receiver.baseUrl() + "/hook",
            "events",
            List.of("quota.changed"),
            "entity_id",
            agent.entityId());
    assertThat(agent.token().post("/api/webhooks", body).status()).isEqualTo(403);
    assertThat(Caller.admin().post("/api/webhooks", body).status()).isEqualTo(201);
    Caller.admin()
        .put("/api/agents/" + agent.id() + "/quota", Map.of("monthly_token_limit", 1_000));
    assertThat(json(awaitCalls(1).getFirst()).path("agent_id").asString())
        .isEqualTo(agent.id().toString());
    assertThat(Caller.admin().post("/api/webhooks", Map.of("url", "x")).status()).isEqualTo(400);
    assertThat(Caller.admin().get("/api/webhooks/" + UUID.randomUUID()).status()).isEqualTo(404);
  }

  @Test
  void a_task_calls_back_when_it_ends_at_the_origin_of_a_webhook_of_its_agent() {
    receiver.stubFor(post(urlEqualTo("/done")).willReturn(ok()));
    var agent = TestAgent.provision(Map.of());
    var url = receiver.baseUrl() + "/done";
    assertThat(agent.submit(Map.of("type", "simulate", "callback_url", url)).status())
        .isEqualTo(400);
    make(agent, List.of("file.stored"));
    var task = agent.submit(Map.of("type", "simulate", "callback_url", url)).text("task_id");
    await()
        .atMost(SOON)
        .until(() -> receiver.findAll(postRequestedFor(urlEqualTo("/done"))).size() == 1);
    var call = receiver.findAll(postRequestedFor(urlEqualTo("/done"))).getFirst();
    assertThat(json(call).path("type").asString()).isEqualTo("task.completed");
    assertThat(json(call).path("task_id").asString()).isEqualTo(task);
  }

  private Answer make(TestAgent agent, List<String> events) {
    var made =
        agent
            .token()
            .post("/api/webhooks", Map.of("url", receiver.baseUrl() + "/hook", "events", events));
    assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
    return made;
  }

  private List<LoggedRequest> awaitCalls(int number) {
    await().atMost(SOON).until(() -> calls().size() >= number);
    return calls();
  }

  private List<LoggedRequest> calls() {
    var found = new ArrayList<>(receiver.findAll(postRequestedFor(urlEqualTo("/hook"))));
    found.sort(Comparator.comparing(LoggedRequest::getLoggedDate));
    return found;
  }

  private static JsonNode json(LoggedRequest call) {
    return JSON.readTree(call.getBodyAsString());
  }
}

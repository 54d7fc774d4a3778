package com.geniinow.runtime.command.gateway;

import static com.geniinow.runtime.command.gateway.GatewayAgent.chat;
import static com.geniinow.runtime.command.gateway.GatewayAgent.json;
import static com.geniinow.runtime.command.gateway.GatewayAgent.messages;
import static com.geniinow.runtime.command.testing.StubAnswers.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.testing.BrakeClient;
import com.geniinow.runtime.command.testing.StubProvider;
import com.geniinow.runtime.command.testing.StubWire;
import com.geniinow.runtime.command.testing.TaskClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Model calls and brakes: none begins, and what runs is cut, in whichever process. */
@RuntimeTest
@Timeout(180)
class GatewayBrakeTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String STREAM = ",\"stream\":true";

  /** Two seconds, and as many more as a machine may take that does other things besides. */
  private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("drill.seconds", 10));

  private static SecondProcess second;

  @LocalServerPort int port;
  @Autowired TaskClient tasks;
  private final CountDownLatch left = new CountDownLatch(1);
  private BrakeClient brakes;
  private GatewayAgent agent;
  private String model;

  @BeforeAll
  static void startSecond() {
    second = SecondProcess.start();
  }

  @AfterAll
  static void stopSecond() {
    second.close();
  }

  @BeforeEach
  void anAgent() {
    brakes = new BrakeClient(new Api(port));
    agent = GatewayAgent.provision(port, Map.of());
    model = agent.model();
  }

  @AfterEach
  void releaseAll() {
    brakes.close();
  }

  @Test
  void a_call_is_refused_in_the_form_of_its_protocol() {
    var anthropic = agent.model("anthropic", Map.of());
    var brake = brakes.set("agent", agent.id());

    var openAi = agent.post(CHAT, chat(model, ""));
    var claude = agent.post("/v1/messages", messages(anthropic, ""));

    refused(openAi);
    refused(claude);
    assertThat(json(openAi).path("error").path("brake").path("brake_id").asString())
        .isEqualTo(brake.text("brake_id"));
    assertThat(json(claude).path("type").asString()).isEqualTo("error");
    assertThat(json(claude).path("error").path("code").asString()).isEqualTo("braked");
    assertThat(StubProvider.SHARED.seen(model)).isEmpty();
    assertThat(agent.calls()).isEmpty();
    assertThat(agent.quota().path("monthly_tokens_reserved").asLong()).isZero();
  }

  @Test
  void calls_of_a_model_are_refused_and_those_of_others_go_on() {
    var other = agent.model();
    brakes.set("model", model);

    refused(agent.post(CHAT, chat(model, "")));
    refused(agent.post("/v1/embeddings", "{\"model\":\"%s\",\"input\":\"Hi\"}".formatted(model)));
    assertThat(agent.post(CHAT, chat(other, "")).statusCode()).isEqualTo(200);
  }

  @Test
  void a_dated_variant_goes_with_its_family_and_so_does_another_spelling() {
    var allowed = GatewayAgent.provision(port, Map.of("overage_policy", "allow"));
    brakes.set("model", model);

    refused(agent.post(CHAT, chat(model + "-2025-01-31", "")));
    refused(allowed.post(CHAT, chat(model.toUpperCase(java.util.Locale.ROOT), "")));
  }

  @Test
  void a_model_that_is_stopped_takes_nobody_s_place() {
    var first = agent.model("nowhere", Map.of("fallback", List.of(model)));
    var answered = agent.post(CHAT, chat(first, ""));
    assertThat(answered.statusCode()).isEqualTo(200);
    int before = StubProvider.SHARED.seen(model).size();

    brakes.set("model", model);

    assertThat(agent.post(CHAT, chat(first, "")).statusCode()).isEqualTo(503);
    assertThat(StubProvider.SHARED.seen(model)).hasSize(before);
  }

  @Test
  void the_stream_of_an_agent_is_cut() throws Exception {
    cut(agent, () -> brakes.set("agent", agent.id()));
  }

  @Test
  void streams_of_a_model_are_cut() throws Exception {
    cut(agent, () -> brakes.set("model", model));
  }

  @Test
  void a_stream_that_another_process_holds_is_cut_too() throws Exception {
    var there = new GatewayAgent(second.api(), agent.id(), agent.key(), agent.keyId());
    cut(there, () -> brakes.set("agent", agent.id()));
  }

  @Test
  void a_stream_that_a_fallback_serves_is_cut_by_a_brake_on_that() throws Exception {
    var first = agent.model("nowhere", Map.of("fallback", List.of(model)));
    StubProvider.SHARED.on(model, (request, wire) -> talks(wire));
    try (var client = new SseClient(agent, CHAT, chat(first, STREAM))) {
      client.nextData();
      brakes.set("model", model);
      isCut(client);
    }
  }

  @Test
  void the_stream_of_a_task_is_cut_by_a_brake_on_the_type_of_its_task() throws Exception {
    var task = tasks.submit(agent.id());
    int attempt = tasks.start(task);
    StubProvider.SHARED.on(model, (request, wire) -> talks(wire));
    try (var client =
        new SseClient(
            agent,
            CHAT,
            chat(model, STREAM + ",\"max_tokens\":20"),
            "X-Genii-Task",
            task.toString(),
            "X-Genii-Attempt",
            Integer.toString(attempt))) {
      client.nextData();

      var brake = brakes.set("task_type", "simulate");

      isCut(client);
      assertThat(brake.body().path("running").size()).isGreaterThanOrEqualTo(2);
      assertThat(brake.body().path("running").toString())
          .contains(task.toString(), client.callId());
      assertThat(brake.body().path("stopped_within_ms").asLong(-1)).isNotNegative();
    }
    assertThat(tasks.status(task)).isEqualTo("queued");
  }

  private void cut(GatewayAgent there, Runnable act) throws Exception {
    StubProvider.SHARED.on(model, (request, wire) -> talks(wire));
    try (var client = new SseClient(there, CHAT, chat(model, STREAM))) {
      client.nextData();
      act.run();
      isCut(client);
    }
    GatewayStreamTest.await(left);
    var call = agent.call();
    assertThat(call.path("status").asString()).isEqualTo("cut");
    assertThat(call.path("tokens").asLong()).isPositive().isLessThan(200);
    assertThat(agent.quota().path("monthly_tokens_reserved").asLong()).isZero();
  }

  private static void isCut(SseClient client) throws IOException {
    var since = System.nanoTime();
    var events = client.rest();
    assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(SOON);
    assertThat(events.getLast()).contains("\"error\"", "\"code\":\"braked\"");
    assertThat(String.join("", events)).doesNotContain("[DONE]");
  }

  private static void refused(HttpResponse<String> answer) {
    GatewayCallTest.refused(answer, 403, "braked");
    assertThat(GatewayCallTest.header(answer, "x-should-retry")).isEqualTo("false");
  }

  /** Slowly, and for as long as somebody listens. */
  private void talks(StubWire wire) throws IOException {
    try {
      wire.stream();
      for (var n = 0; n < 600; n++) {
        wire.data(chunk(model, " word"));
        GatewayStreamTest.pause(50);
      }
    } finally {
      left.countDown();
    }
  }
}

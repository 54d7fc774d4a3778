package com.geniinow.runtime.command.gateway;

import static com.geniinow.runtime.command.gateway.GatewayAgent.chat;
import static com.geniinow.runtime.command.gateway.GatewayAgent.messages;
import static com.geniinow.runtime.command.testing.StubAnswers.chunk;
import static com.geniinow.runtime.command.testing.StubAnswers.last;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.StubAnswers;
import com.geniinow.runtime.command.testing.StubProvider;
import com.geniinow.runtime.command.testing.StubWire;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Streams are passed on as they come, and charged whatever becomes of them. */
@RuntimeTest
@Timeout(120)
class GatewayStreamTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String STREAM = ",\"stream\":true";

  @LocalServerPort int port;
  private GatewayAgent agent;
  private String model;

  @BeforeEach
  void anAgent() {
    agent = GatewayAgent.provision(port, Map.of());
    model = agent.model();
  }

  @Test
  void a_stream_is_passed_on_without_the_usage_that_only_the_gateway_asked_for() throws Exception {
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM))) {
      var events = client.rest();

      assertThat(client.response().statusCode()).isEqualTo(200);
      assertThat(client.response().headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/event-stream");
      assertThat(client.response().headers().firstValue("X-Genii-Call-Id")).isPresent();
      assertThat(events).hasSize(4);
      assertThat(events.getLast()).isEqualTo("data: [DONE]\n\n");
      assertThat(String.join("", events)).doesNotContain("usage");
    }
    assertThat(
            StubProvider.SHARED.seen(model).getFirst().json().at("/stream_options/include_usage"))
        .hasToString("true");
    var call = agent.call();
    assertThat(call.path("status").asString()).isEqualTo("ok");
    assertThat(call.path("input_tokens").asLong()).isEqualTo(10);
    assertThat(call.path("output_tokens").asLong()).isEqualTo(3);
    assertThat(call.path("estimated").asBoolean()).isFalse();
  }

  @Test
  void who_asks_for_the_usage_gets_it() throws Exception {
    var asked = STREAM + ",\"stream_options\":{\"include_usage\":true}";
    try (var client = new SseClient(agent, CHAT, chat(model, asked))) {
      assertThat(String.join("", client.rest())).contains("\"usage\":{\"prompt_tokens\":10");
    }
  }

  @Test
  void who_sees_the_end_sees_it_charged() throws Exception {
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM))) {
      var event = client.nextData();
      while (event != null && !event.data().equals("[DONE]")) {
        event = client.nextData();
      }
      assertThat(agent.quota().path("monthly_tokens_used").asLong()).isEqualTo(13);
      assertThat(agent.quota().path("monthly_tokens_reserved").asLong()).isZero();
    }
  }

  @Test
  void events_come_as_soon_as_the_provider_sends_them() throws Exception {
    var seen = new CountDownLatch(1);
    StubProvider.SHARED.on(
        model,
        (request, wire) -> {
          wire.stream().data(chunk(model, "Hello"));
          await(seen);
          wire.data(last(model), StubAnswers.usage(model), "[DONE]").end();
        });
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM))) {
      assertThat(client.nextData().data()).contains("Hello");
      seen.countDown();
      assertThat(client.rest()).hasSize(2);
    }
  }

  @Test
  void messages_and_responses_are_streamed_too() throws Exception {
    var anthropic = agent.model("anthropic", Map.of());
    try (var client = new SseClient(agent, "/v1/messages", messages(anthropic, STREAM))) {
      assertThat(client.rest().getLast()).contains("message_stop");
    }
    assertThat(agent.call().path("output_tokens").asLong()).isEqualTo(3);
    var body = "{\"model\":\"" + model + "\",\"input\":\"Hi\",\"stream\":true}";
    try (var client = new SseClient(agent, "/v1/responses", body)) {
      assertThat(client.rest().getLast()).contains("response.completed");
    }
  }

  @Test
  void a_piece_of_a_megabyte_and_events_in_pieces_arrive_as_they_are() throws Exception {
    var large = "word ".repeat(200_000);
    StubProvider.SHARED.on(
        model,
        (request, wire) -> {
          wire.stream().data(chunk(model, large));
          for (var sign : ("data: " + chunk(model, "é") + "\n\n").split("(?<=\\G.{7})")) {
            wire.piece(sign);
          }
          wire.data(last(model), StubAnswers.usage(model), "[DONE]").end();
        });
    var rich = GatewayAgent.provision(port, Map.of("monthly_token_limit", 10_000_000));
    try (var client = new SseClient(rich, CHAT, chat(model, STREAM + ",\"max_tokens\":400000"))) {
      assertThat(client.nextData().data()).isEqualTo(chunk(model, large));
      assertThat(client.nextData().data()).isEqualTo(chunk(model, "é"));
      assertThat(client.rest()).hasSize(2);
    }
  }

  @Test
  void a_provider_that_ignores_the_cap_is_cut_with_the_protocol_s_own_end() throws Exception {
    var left = new CountDownLatch(1);
    StubProvider.SHARED.on(model, (request, wire) -> endless(wire, left));
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM + ",\"max_tokens\":40"))) {
      var events = client.rest();

      assertThat(events.get(events.size() - 2)).contains("\"finish_reason\":\"length\"");
      assertThat(events.getLast()).isEqualTo("data: [DONE]\n\n");
    }
    await(left);
    assertThat(agent.call().path("status").asString()).isEqualTo("capped");
    assertThat(agent.quota().path("monthly_tokens_reserved").asLong()).isZero();
  }

  @Test
  void a_provider_that_tells_no_usage_is_counted() throws Exception {
    StubProvider.SHARED.on(
        model,
        (request, wire) -> wire.stream().data(chunk(model, "Hello"), last(model), "[DONE]").end());
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM))) {
      client.rest();
    }
    var call = agent.call();
    assertThat(call.path("estimated").asBoolean()).isTrue();
    assertThat(call.path("output_tokens").asLong()).isPositive().isLessThan(10);
    assertThat(call.path("status").asString()).isEqualTo("ok");
  }

  @Test
  void a_provider_without_stream_options_is_not_sent_any() throws Exception {
    var plain = agent.model("openai", Map.of("stream_usage", false));
    try (var client = new SseClient(agent, CHAT, chat(plain, STREAM))) {
      client.rest();
    }
    assertThat(StubProvider.SHARED.seen(plain).getFirst().json().has("stream_options")).isFalse();
    assertThat(agent.call().path("estimated").asBoolean()).isTrue();
  }

  @Test
  void an_error_inside_a_stream_is_passed_on_and_what_was_written_is_charged() throws Exception {
    StubProvider.SHARED.on(
        model,
        (request, wire) ->
            wire.stream()
                .data(chunk(model, "Hello"), "{\"error\":{\"message\":\"odd\",\"type\":\"x\"}}")
                .end());
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM))) {
      assertThat(client.rest().getLast()).contains("odd");
    }
    var call = agent.call();
    assertThat(call.path("status").asString()).isEqualTo("provider_error");
    assertThat(call.path("tokens").asLong()).isPositive().isLessThan(100);
  }

  /** Also one that only who knows it can tell from any other text. */
  @Test
  void a_key_of_ours_in_an_error_inside_a_stream_is_taken_out() throws Exception {
    var plain = agent.model("plain", Map.of());
    var said =
        "{\"error\":{\"message\":\"Odd key %s\",\"type\":\"x\"}}".formatted(StubProvider.PLAIN_KEY);
    StubProvider.SHARED.on(
        plain, (request, wire) -> wire.stream().data(chunk(plain, "Hello"), said).end());
    try (var client = new SseClient(agent, CHAT, chat(plain, STREAM))) {
      var events = String.join("", client.rest());
      assertThat(events).contains("Hello", "Odd key [key]").doesNotContain(StubProvider.PLAIN_KEY);
    }
  }

  @Test
  void a_stream_that_breaks_off_ends_in_an_error_of_the_protocol() throws Exception {
    StubProvider.SHARED.on(
        model, (request, wire) -> wire.stream().data(chunk(model, "Hello")).raw("40\r\ndata: {"));
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM))) {
      var events = client.rest();
      assertThat(events.getLast()).contains("\"error\"", "provider_failed");
      assertThat(String.join("", events)).doesNotContain("[DONE]");
    }
    assertThat(agent.call().path("status").asString()).isEqualTo("provider_lost");
    assertThat(agent.call().path("estimated").asBoolean()).isTrue();
  }

  @Test
  void a_stream_that_ends_without_the_protocol_s_end_is_no_answer() throws Exception {
    StubProvider.SHARED.on(
        model, (request, wire) -> wire.stream().data(chunk(model, "Hello")).end());
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM))) {
      assertThat(client.rest().getLast()).contains("provider_failed");
    }
    assertThat(agent.call().path("status").asString()).isEqualTo("provider_lost");
  }

  @Test
  void while_the_provider_is_silent_comments_keep_the_connection() throws Exception {
    StubProvider.SHARED.on(
        model,
        (request, wire) -> {
          pause(1_500);
          wire.stream();
          pause(1_500);
          wire.data(chunk(model, "Hello"), last(model), StubAnswers.usage(model), "[DONE]").end();
        });
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM))) {
      var events = client.rest();
      assertThat(events).filteredOn(": keep-alive\n\n"::equals).hasSizeGreaterThanOrEqualTo(2);
      assertThat(events.getLast()).isEqualTo("data: [DONE]\n\n");
    }
    assertThat(agent.call().path("status").asString()).isEqualTo("ok");
  }

  @Test
  void a_provider_that_falls_silent_is_given_up() throws Exception {
    StubProvider.SHARED.on(
        model,
        (request, wire) -> {
          wire.stream().data(chunk(model, "Hello"));
          wire.isLeft();
        });
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM))) {
      assertThat(client.rest().getLast()).contains("provider_failed");
    }
    assertThat(agent.call().path("status").asString()).isEqualTo("idle_timeout");
  }

  private void endless(StubWire wire, CountDownLatch left) throws java.io.IOException {
    try {
      wire.stream();
      for (var n = 0; n < 100_000; n++) {
        wire.data(chunk(model, " word and word"));
      }
    } finally {
      left.countDown();
    }
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The provider's own time, which no test waits for. */
  static void pause(long millis) {
    java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}

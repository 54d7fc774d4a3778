package com.geniinow.runtime.command.gateway;

import static com.geniinow.runtime.command.gateway.GatewayAgent.chat;
import static com.geniinow.runtime.command.testing.StubAnswers.chunk;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.StubAnswers;
import com.geniinow.runtime.command.testing.StubProvider;
import com.geniinow.runtime.command.testing.StubWire;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Calls that end before their end: the client leaves, or the agent may not go on. */
@RuntimeTest
@Timeout(120)
class GatewayCutTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String STREAM = ",\"stream\":true";

  /** Two seconds, and as many more as a machine may take that does other things besides. */
  private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("drill.seconds", 10));

  @LocalServerPort int port;
  private GatewayAgent agent;
  private String model;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);

  @BeforeEach
  void anAgent() {
    agent = GatewayAgent.provision(port, Map.of());
    model = agent.model();
  }

  @Test
  void a_client_that_leaves_before_the_first_byte_ends_the_call_at_the_provider() throws Exception {
    for (var body : List.of(chat(model, STREAM), chat(model, ""))) {
      var own = GatewayAgent.provision(port, Map.of());
      var got = new CountDownLatch(1);
      var gone = new CountDownLatch(1);
      StubProvider.SHARED.on(
          model,
          (request, wire) -> {
            got.countDown();
            if (wire.isLeft()) {
              gone.countDown();
            }
          });
      try (var socket = SseClient.ask(own, CHAT, body)) {
        GatewayStreamTest.await(got);
      }
      GatewayStreamTest.await(gone);
      var call = own.call();
      assertThat(call.path("status").asString()).isEqualTo("client_gone");
      assertThat(call.path("estimated").asBoolean()).isTrue();
      assertThat(call.path("tokens").asLong()).isPositive().isLessThan(50);
      assertThat(own.quota().path("monthly_tokens_reserved").asLong()).isZero();
    }
  }

  @Test
  void a_client_that_leaves_in_the_middle_is_charged_what_was_written() throws Exception {
    StubProvider.SHARED.on(model, (request, wire) -> talks(wire, " some more words"));
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM))) {
      for (var n = 0; n < 5; n++) {
        client.nextData();
      }
    }
    GatewayStreamTest.await(left);
    var call = agent.call();
    assertThat(call.path("status").asString()).isEqualTo("client_gone");
    assertThat(call.path("output_tokens").asLong()).isBetween(10L, 1_000L);
    assertThat(agent.quota().path("monthly_tokens_reserved").asLong()).isZero();
  }

  @Test
  void a_client_that_leaves_a_model_that_hides_its_output_is_charged_the_hold() throws Exception {
    var hidden = agent.model("openai", Map.of("hidden_output", true));
    StubProvider.SHARED.on(
        hidden,
        (request, wire) -> {
          asked.countDown();
          wire.isLeft();
        });
    try (var socket = SseClient.ask(agent, CHAT, chat(hidden, ",\"max_tokens\":500"))) {
      GatewayStreamTest.await(asked);
    }
    assertThat(agent.call().path("tokens").asLong()).isGreaterThan(500);
  }

  @Test
  void suspending_the_agent_cuts_its_streams() throws Exception {
    cut("agent_not_active", () -> post("/suspend", Map.of("reason", "r")));
  }

  @Test
  void revoking_the_key_cuts_its_streams() throws Exception {
    cut(
        "unauthenticated",
        () ->
            agent
                .api()
                .asAdmin("DELETE", "/api/agents/" + agent.id() + "/keys/" + agent.keyId(), null));
  }

  @Test
  void a_key_that_gets_another_secret_cuts_the_streams_of_the_one_before() throws Exception {
    cut(
        "unauthenticated",
        () -> post("/keys/" + agent.keyId() + "/rotate", Map.of("overlap_seconds", 0)));
  }

  @Test
  void revoking_the_agent_s_tokens_cuts_their_streams_and_no_key_s() throws Exception {
    var withKey = agent;
    var token = agent.api().agentToken(agent.id());
    agent = new GatewayAgent(agent.api(), agent.id(), token, agent.keyId());
    cut("unauthenticated", () -> post("/revoke-tokens", Map.of("reason", "lost")));
    assertThat(withKey.post(CHAT, chat(withKey.model(), "")).statusCode()).isEqualTo(200);
  }

  @Test
  void lowering_the_limit_cuts_streams_that_are_above_it() throws Exception {
    cut(
        "quota_exceeded",
        () ->
            agent
                .api()
                .asAdmin(
                    "PUT",
                    "/api/agents/" + agent.id() + "/quota",
                    Map.of("monthly_token_limit", 5)));
  }

  @Test
  void the_end_of_a_raise_cuts_no_call() throws Exception {
    var quota = "/api/agents/" + agent.id() + "/quota";
    agent.api().asAdmin("PUT", quota, Map.of("monthly_token_limit", 5));
    var raise = Map.of("window", "month", "tokens", 1_000_000, "reason", "r");
    assertThat(agent.api().asAdmin("POST", quota + "/raise", raise).status()).isEqualTo(200);
    StubProvider.SHARED.on(model, (request, wire) -> talks(wire, " word"));
    var set = "UPDATE limit_raises SET until = ?::timestamptz WHERE agent_id = ?";
    var until =
        Superuser.jdbc()
            .queryForObject(
                "SELECT until::text FROM limit_raises WHERE agent_id = ?",
                String.class,
                agent.id());
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM))) {
      pieces(client, 30); // 1.5 s: calls are looked at twice a second
      Superuser.jdbc().update(set, "now", agent.id());
      pieces(client, 30);
    } finally {
      Superuser.jdbc().update(set, until, agent.id());
    }
    GatewayStreamTest.await(left);
  }

  private static void pieces(SseClient client, int count) throws Exception {
    for (var n = 0; n < count; n++) {
      assertThat(String.valueOf(client.nextData().data())).contains(" word");
    }
  }

  @Test
  void a_call_that_waits_for_its_first_byte_is_cut_too() throws Exception {
    StubProvider.SHARED.on(
        model,
        (request, wire) -> {
          asked.countDown();
          wire.isLeft();
        });
    var answer = new AtomicReference<java.net.http.HttpResponse<String>>();
    var waiting = Thread.ofVirtual().start(() -> answer.set(agent.post(CHAT, chat(model, ""))));
    GatewayStreamTest.await(asked);

    agent.api().asAdmin("POST", "/api/agents/" + agent.id() + "/suspend", Map.of("reason", "r"));

    assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
    GatewayCallTest.refused(answer.get(), 403, "agent_not_active");
    assertThat(agent.call().path("status").asString()).isEqualTo("cut");
  }

  @Test
  void so_many_calls_may_run_at_once_and_one_more_comes_again() throws Exception {
    agent
        .api()
        .asAdmin(
            "PATCH",
            "/api/agents/" + agent.id(),
            Map.of("metadata", Map.of("max_calls_at_once", 1)));
    StubProvider.SHARED.on(model, (request, wire) -> talks(wire, " word"));
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM))) {
      client.nextData();

      var second = agent.post(CHAT, chat(model, ""));

      GatewayCallTest.refused(second, 429, "too_many_calls");
      assertThat(GatewayCallTest.header(second, "Retry-After")).isEqualTo("1");
      assertThat(GatewayCallTest.header(second, "x-should-retry")).isEmpty();
    }
    GatewayStreamTest.await(left);
  }

  private void post(String act, Map<String, ?> body) {
    agent.api().asAdmin("POST", "/api/agents/" + agent.id() + act, body);
  }

  private void cut(String reason, Runnable act) throws Exception {
    StubProvider.SHARED.on(model, (request, wire) -> talks(wire, " word"));
    var got = Digests.sha256();
    try (var client = new SseClient(agent, CHAT, chat(model, STREAM))) {
      got.update(Objects.requireNonNull(client.next()).bytes());
      act.run();
      var since = System.nanoTime();

      var events = client.rest();
      events.forEach(event -> got.update(event.getBytes(UTF_8)));

      assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(SOON);
      assertThat(events.getLast()).contains("\"error\"", "\"code\":\"" + reason + "\"");
      assertThat(String.join("", events)).doesNotContain("[DONE]");
    }
    GatewayStreamTest.await(left);
    var call = agent.call();
    assertThat(call.path("status").asString()).isEqualTo("cut");
    assertThat(call.path("response_sha256").asString())
        .isEqualTo(HexFormat.of().formatHex(got.digest()));
    assertThat(agent.quota().path("monthly_tokens_reserved").asLong()).isZero();
  }

  /** Slowly, and for as long as somebody listens. */
  private void talks(StubWire wire, String words) throws IOException {
    try {
      wire.stream();
      for (var n = 0; n < 600; n++) {
        wire.data(chunk(model, words));
        GatewayStreamTest.pause(50);
      }
      wire.data(StubAnswers.last(model), "[DONE]").end();
    } finally {
      left.countDown();
    }
  }
}

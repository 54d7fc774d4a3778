package com.geniinow.runtime.command.gateway;

import static com.geniinow.runtime.command.gateway.GatewayAgent.chat;
import static com.geniinow.runtime.command.testing.StubAnswers.chunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.CommandSideApplication;
import com.geniinow.runtime.command.CommandSideProcess;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.call.EndCall;
import com.geniinow.runtime.command.call.EndCall.Ending;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.testing.StubProvider;
import com.geniinow.runtime.platform.protocol.ReportedUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** A process that is killed in the middle of its streams. */
@RuntimeTest
class DeadProcessTest {
  private static final int STREAMS = 50;
  private static final int CAP = 100;

  @LocalServerPort int port;
  @Autowired AgentLine line;
  @Autowired Now now;

  @Test
  void its_calls_are_charged_what_they_held_once_and_put_right_by_who_knows_better()
      throws Exception {
    var agent = GatewayAgent.provision(port, Map.of());
    var model = agent.model();
    StubProvider.SHARED.on(
        model,
        (request, wire) -> {
          wire.stream().data(chunk(model, " word"));
          while (!wire.isLeft()) {
            Thread.onSpinWait();
          }
        });
    var streams = new ArrayList<SseClient>();
    try (var other = other()) {
      var there = new GatewayAgent(new Api(other.port()), agent.id(), agent.key(), agent.keyId());
      for (var n = 0; n < STREAMS; n++) {
        var stream =
            new SseClient(
                there,
                "/v1/chat/completions",
                chat(model, ",\"stream\":true,\"max_tokens\":" + CAP));
        streams.add(stream);
        stream.nextData();
      }
      long held = agent.quota().path("monthly_tokens_reserved").asLong();
      assertThat(held).isGreaterThan(STREAMS * CAP);

      other.process().destroyForcibly().waitFor();
      leasePasses(agent);

      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> agent.quota().path("monthly_tokens_reserved").asLong() == 0);
      assertThat(agent.calls())
          .hasSize(STREAMS)
          .allMatch(call -> call.path("status").asString().equals("swept"))
          .allMatch(call -> call.path("estimated").asBoolean());
      assertThat(used(agent)).isEqualTo(held);
      putRight(agent, model, held);
    } finally {
      for (var stream : streams) {
        stream.close();
      }
    }
  }

  /** As if the process had said nothing for as long as its calls are held for it. */
  private static void leasePasses(GatewayAgent agent) {
    Superuser.jdbc()
        .update(
            """
            UPDATE calling_processes SET alive_until = clock_timestamp()
            WHERE process_id IN (SELECT process_id FROM running_calls WHERE agent_id = ?)""",
            agent.id());
    Superuser.jdbc()
        .update(
            "UPDATE running_calls SET noted_at = noted_at - interval '1 hour' WHERE agent_id = ?",
            agent.id());
  }

  private void putRight(GatewayAgent agent, String model, long held) {
    var call = agent.calls().getFirst();
    var late = end(agent, model, call);
    long before = call.path("tokens").asLong();

    assertThat(line.send(late).costUsd()).isEqualByComparingTo(new BigDecimal("0.000016"));
    line.send(late);

    assertThat(used(agent)).isEqualTo(held - before + 12);
    assertThat(agent.calls()).hasSize(STREAMS);
  }

  private EndCall end(GatewayAgent agent, String model, JsonNode call) {
    return new EndCall(
        agent.id(),
        UUID.fromString(call.path("call_id").asString()),
        Ending.ANSWERED,
        model,
        "openai",
        new ReportedUsage(model, 8L, 0L, 0L, 4L, 0L, null),
        8,
        99,
        4,
        false,
        "ok",
        1,
        null,
        null,
        now.get());
  }

  private static long used(GatewayAgent agent) {
    return agent.quota().path("monthly_tokens_used").asLong();
  }

  private static CommandSideProcess other() {
    return CommandSideProcess.start(
            CommandSideApplication.class,
            "400m",
            "--OPENAI_API_KEY=" + StubProvider.KEY,
            "--OPENAI_BASE_URL=" + StubProvider.SHARED.openAi())
        .ready();
  }
}

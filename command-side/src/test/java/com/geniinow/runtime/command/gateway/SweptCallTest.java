package com.geniinow.runtime.command.gateway;

import static com.geniinow.runtime.command.gateway.GatewayAgent.chat;
import static com.geniinow.runtime.command.testing.StubAnswers.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.StubAnswers;
import com.geniinow.runtime.command.testing.StubProvider;
import com.geniinow.runtime.command.testing.TaskClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Calls whose process is taken for dead, and which end after all. */
@RuntimeTest
@Timeout(120)
class SweptCallTest {
  @LocalServerPort int port;
  @Autowired TaskClient tasks;
  private final CountDownLatch swept = new CountDownLatch(1);
  private GatewayAgent agent;
  private String model;

  @BeforeEach
  void anAgent() {
    agent = GatewayAgent.provision(port, Map.of());
    model = agent.model();
    StubProvider.SHARED.on(
        model,
        (request, wire) -> {
          wire.stream().data(chunk(model, "Hello"));
          while (swept.getCount() > 0) {
            wire.piece(": not yet\n\n");
            GatewayStreamTest.pause(100);
          }
          wire.data(StubAnswers.last(model), StubAnswers.usage(model), "[DONE]").end();
        });
  }

  @Test
  void what_was_swept_is_a_use_of_the_key_that_made_it() throws Exception {
    try (var client = stream()) {
      sweep();
      swept.countDown();
    }

    assertThat(agent.call().path("key_id").asString()).isEqualTo(agent.keyId());
    assertThat(agent.ledger("model_called"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.path("key_id").asString()).isEqualTo(agent.keyId()));
  }

  @Test
  void what_ends_late_costs_what_it_used_though_it_was_priced_anew_in_between() throws Exception {
    try (var client = stream()) {
      sweep();
      reprice();
      assertThat(cost()).isGreaterThan(0.0003);

      swept.countDown();
      client.rest();

      assertThat(agent.quota().path("monthly_tokens_used").asLong()).isEqualTo(13);
      assertThat(cost()).isEqualTo(0.000016);
    }
  }

  private SseClient stream() throws Exception {
    var client =
        new SseClient(
            agent, "/v1/chat/completions", chat(model, ",\"stream\":true,\"max_tokens\":100"));
    client.nextData();
    return client;
  }

  private void sweep() {
    Superuser.jdbc()
        .update(
            "UPDATE running_calls SET process_id = gen_random_uuid(),"
                + " noted_at = noted_at - interval '1 hour' WHERE agent_id = ?",
            agent.id());
    tasks.run("call-sweep");
    assertThat(agent.call().path("status").asString()).isEqualTo("swept");
  }

  private void reprice() {
    var path = "/api/prices/" + URLEncoder.encode(model, StandardCharsets.UTF_8);
    var set =
        agent.api().asAdmin("PUT", path, Map.of("output_usd_per_mtok", 4, "reason", "dearer"));
    assertThat(set.status()).as("%s", set).isEqualTo(200);
    var order =
        Map.of(
            "from",
            "2020-01-01T00:00:00Z",
            "to",
            Instant.now().plusSeconds(3_600).toString(),
            "version",
            2,
            "reason",
            "dearer");
    var ordered = agent.api().asAdmin("POST", path + "/reprice", order);
    assertThat(ordered.status()).as("%s", ordered).isEqualTo(202);
    var progress = "/api/prices/reprices/" + ordered.text("reprice_id");
    for (var n = 0; n < 1_000; n++) {
      if (agent.api().asAdmin("GET", progress, null).text("state").equals("done")) {
        return;
      }
      tasks.run("repricer");
    }
    throw new AssertionError("never done");
  }

  private double cost() {
    return agent.quota().path("monthly_cost_used_usd").asDouble();
  }
}

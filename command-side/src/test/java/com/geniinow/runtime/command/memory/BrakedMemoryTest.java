package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.BrakeClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Texts are embedded for nobody whom a brake stops. */
@RuntimeTest
class BrakedMemoryTest {
  private static final Map<String, Object> TEXT = Map.of("text", "invoices are paid in March");

  @LocalServerPort int port;
  private BrakeClient brakes;
  private MemoryAgent agent;

  @BeforeEach
  void anAgent() {
    var api = new Api(port);
    brakes = new BrakeClient(api);
    agent = MemoryAgent.provision(api);
  }

  @AfterEach
  void releaseAll() {
    brakes.close();
  }

  @Test
  void neither_what_is_remembered_nor_what_is_looked_for_is_embedded() {
    assertThat(agent.embedOnce("k", TEXT).status()).isEqualTo(201);
    brakes.set("agent", agent.id());

    var refused = agent.embed(TEXT);
    var search =
        agent
            .api()
            .asAgent(agent.id(), "POST", agent.path("search"), Map.of("query", "when is paid?"));

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("reason")).isEqualTo("braked");
    assertThat(search.text("reason")).isEqualTo("braked");
    assertThat(agent.embedOnce("k", TEXT).status()).isBetween(200, 201);
    assertThat(agent.put("k", 1).status()).isBetween(200, 201);
  }

  @Test
  void a_brake_on_the_embedding_model_stops_them_too() {
    var model = agent.embed(TEXT).text("model");

    brakes.set("model", model);

    assertThat(agent.embed(TEXT).text("reason")).isEqualTo("braked");
  }
}

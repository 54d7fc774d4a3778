package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.command.line.AgentLine;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A text that the provider still has when its agent is erased is not remembered. */
@RuntimeTest
class ErasedMemoryTest {
  private static final MemoryWish WISH =
      new MemoryWish("home", "the last text", null, null, null, null);

  @LocalServerPort int port;
  @Autowired AgentLine line;

  private MemoryAgent agent;

  @BeforeEach
  void anAgent() {
    TestDataKeys.SHARED.use(true);
    agent = MemoryAgent.provision(new Api(port));
  }

  @AfterEach
  void forget() {
    try {
      Replayed.assertLiveEqualsReplay(agent.api());
    } finally {
      TestDataKeys.SHARED.use(false);
      Superuser.forget(agent.id());
    }
  }

  @Test
  void an_embedding_that_comes_after_the_erasure_is_paid_and_nothing_is_kept() {
    var model = agent.embed(Map.of("text", "the first text")).text("model");
    var memory = UUID.randomUUID();
    var at = Instant.now().truncatedTo(ChronoUnit.MICROS);
    var until = at.plus(Duration.ofMinutes(10));
    assertThat(line.send(new ReserveEmbedding(agent.id(), memory, WISH, model, 10, until, at)))
        .isInstanceOf(ReserveEmbedding.Held.class);
    erase();

    var result =
        line.send(
            new StoreMemory(
                agent.id(), memory, WISH, null, model, new float[] {1}, 10, 10, at.plusSeconds(1)));

    assertThat(result).isInstanceOf(StoreMemory.Erased.class);
    for (var table : List.of("agent_memories", "agent_memory_vectors", "agent_memory_words")) {
      assertThat(
              Superuser.count(
                  "SELECT count(*) FROM %s WHERE agent_id = ?".formatted(table), agent.id()))
          .as(table)
          .isZero();
    }
    var quota = agent.api().asAdmin("GET", "/api/agents/" + agent.id() + "/quota", null).body();
    assertThat(quota.path("monthly_tokens_reserved").asLong(-1)).isZero();
    assertThat(quota.path("monthly_tokens_used").asLong()).isGreaterThanOrEqualTo(10);
  }

  private void erase() {
    var path = "/api/agents/" + agent.id();
    var reason = Map.of("reason", "asked for");
    assertThat(agent.api().asAdmin("POST", path + "/terminate", reason).status()).isEqualTo(200);
    assertThat(agent.api().asAdmin("POST", path + "/erase", reason).status()).isEqualTo(202);
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> agent.api().asAdmin("GET", path + "/erase", null).text("state").equals("done"));
  }
}

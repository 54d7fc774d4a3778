package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.servers.LocalServers;
import io.lettuce.core.RedisClient;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.node.ObjectNode;

/** What Redis shows as an agent's quota and is none, though it ends in time as ours do. */
@RuntimeTest
class ShownQuotaTest {
  private static final int TTL_SECONDS = 60;

  @LocalServerPort int port;
  private Api api;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    api = new Api(port);
    agent = api.provision(Map.of("monthly_token_limit", 1234));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "[]",
        "7",
        "not even JSON",
        "{\"agent_id\":\"%s\"}",
        "{\"agent_id\":\"%s\",\"monthly_token_limit\":\"many\"}",
        "{\"agent_id\":7,\"resets_at\":\"tomorrow\"}"
      })
  void what_is_no_quota_is_a_miss_and_put_right(String foreign) {
    assertMissed(foreign.replace("%s", agent.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent_id", "period", "monthly_cost_limit_usd", "resets_at"})
  void a_quota_that_is_not_whole_is_a_miss_and_put_right(String without) {
    var kept = (ObjectNode) Json.mapper().readTree(kept(agent, 1234));
    assertMissed(kept.putNull(without).put("monthly_token_limit", 5).toString());
  }

  @Test
  void another_agent_s_quota_is_a_miss_and_put_right() {
    var other = api.provision(Map.of("monthly_token_limit", 99));
    assertMissed(kept(other, 99));
  }

  private void assertMissed(String foreign) {
    try (var client = RedisClient.create(LocalServers.shared().redisUrl());
        var connection = client.connect()) {
      connection.sync().setex("genii:quota:" + agent, TTL_SECONDS, foreign);
    }
    assertThat(limit(agent)).isEqualTo(1234);
    assertThat(kept(agent, 1234)).contains(agent.toString(), "1234");
  }

  /** What Redis keeps of it: where that doesn't answer in time, it is shown and not kept. */
  private String kept(UUID of, long limit) {
    try (var client = RedisClient.create(LocalServers.shared().redisUrl());
        var connection = client.connect()) {
      var redis = connection.sync();
      return await()
          .until(
              () -> {
                assertThat(limit(of)).isEqualTo(limit);
                return String.valueOf(redis.get("genii:quota:" + of));
              },
              kept -> kept.contains(of.toString()) && kept.contains(Long.toString(limit)));
    }
  }

  private long limit(UUID of) {
    var answer = api.asAgent(of, "GET", "/api/agents/" + of + "/quota", null);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.body().path("monthly_token_limit").asLong();
  }
}

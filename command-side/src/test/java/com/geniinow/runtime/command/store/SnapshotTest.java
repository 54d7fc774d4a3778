package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.events.Ids;
import java.util.Map;
import java.util.UUID;
import org.axonframework.common.caching.Cache;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

@RuntimeTest
class SnapshotTest {
  @LocalServerPort int port;
  @Autowired Cache cache;

  @Autowired
  @Qualifier(StoreConfiguration.SYSTEM) JdbcTemplate system;

  @Test
  void a_long_history_is_loaded_from_its_snapshot_and_decides_the_same() {
    var api = new Api(port);
    UUID agent = api.provision(Map.of("monthly_token_limit", 1_000));
    for (int i = 0; i < 60; i++) {
      var task =
          api.asAgent(
                  agent, "POST", "/api/tasks", Map.of("type", "simulate", "estimated_tokens", 10))
              .text("task_id");
      api.asWorker("POST", "/internal/tasks/" + task + "/attempts", Map.of("worker_id", "w"));
      api.asWorker(
          "POST",
          "/internal/tasks/" + task + "/attempts/1/complete",
          Map.of("usage", Map.of("input_tokens", 0, "output_tokens", 10)));
    }
    await().until(() -> snapshots(agent.toString()) == 1);
    await().until(() -> snapshots(Ids.quotaOf(agent).toString()) == 1);

    cache.removeAll();

    var over =
        api.asAgent(
            agent, "POST", "/api/tasks", Map.of("type", "simulate", "estimated_tokens", 401));
    assertThat(over.status()).isEqualTo(429);
    assertThat(over.body().path("used").asLong()).isEqualTo(600);
    var fits =
        api.asAgent(
            agent, "POST", "/api/tasks", Map.of("type", "simulate", "estimated_tokens", 400));
    assertThat(fits.status()).isEqualTo(202);
  }

  private int snapshots(String aggregate) {
    return system
        .queryForList(
            "SELECT 1 FROM snapshot_event_entry WHERE aggregate_identifier = ?",
            Integer.class,
            aggregate)
        .size();
  }
}

package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.servers.LocalServers;
import java.sql.DriverManager;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Another process has an agent's turn and keeps it. */
@RuntimeTest
class BusyAgentTest {
  @LocalServerPort int port;

  @Test
  void an_agent_whose_turn_another_process_keeps_is_busy_and_nothing_else_is() throws Exception {
    var api = new Api(port);
    var agent = api.provision(Map.of());
    var other = api.provision(Map.of());

    try (var held = DriverManager.getConnection(LocalServers.shared().superuserJdbcUrl())) {
      held.setAutoCommit(false);
      try (var lock =
          held.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
        lock.setString(1, agent.toString());
        lock.execute();
      }
      var answer = api.asAgent(agent, "POST", "/api/tasks", Map.of("type", "simulate"));

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body().path("agent_busy").booleanValue()).isTrue();
      assertThat(api.asAgent(other, "POST", "/api/tasks", Map.of("type", "simulate")).status())
          .isEqualTo(202);
      held.rollback();
    }
    assertThat(api.asAgent(agent, "POST", "/api/tasks", Map.of("type", "simulate")).status())
        .isEqualTo(202);
  }
}

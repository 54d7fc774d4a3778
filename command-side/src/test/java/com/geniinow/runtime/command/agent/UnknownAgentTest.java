package com.geniinow.runtime.command.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.ErrorLog;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.file.FileClient;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who asks for an agent that isn't there is told so, and nobody is called to a fault. */
@RuntimeTest
class UnknownAgentTest {
  @LocalServerPort int port;

  @Test
  void an_agent_that_does_not_exist_is_404_without_a_stack_trace() {
    var api = new Api(port);
    var nobody = UUID.randomUUID();
    var path = "/api/agents/" + nobody;
    try (var log = new ErrorLog()) {
      var reason = Map.of("reason", "r");
      assertThat(api.asAdmin("PUT", path + "/quota", Map.of()).status()).isEqualTo(404);
      assertThat(api.asAdmin("POST", path + "/suspend", reason).status()).isEqualTo(404);
      assertThat(api.asAgent(nobody, "POST", "/api/tasks", Map.of("type", "simulate")).status())
          .isEqualTo(404);
      assertThat(api.asAgent(nobody, "PUT", path + "/memory/k", Map.of("value", 1)).status())
          .isEqualTo(404);
      assertThat(new FileClient(port).upload(nobody, "a", new byte[1]).status()).isEqualTo(404);

      assertThat(log.tracesWith("AggregateNotFoundException")).isEmpty();
      assertThat(log.tracesWith(nobody.toString())).isEmpty();
    }
  }
}

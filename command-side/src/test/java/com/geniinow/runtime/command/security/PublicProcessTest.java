package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.CommandSideApplication;
import com.geniinow.runtime.command.RuntimeTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A process that the internet reaches: no routes of workers, and metrics on another port. */
class PublicProcessTest {
  private static ConfigurableApplicationContext process;

  @BeforeAll
  static void start() {
    process =
        new SpringApplicationBuilder(CommandSideApplication.class)
            .initializers(new RuntimeTest.RealServices())
            .run("--management.server.port=0", "--GENII_INTERNAL_ROUTES=false");
  }

  @AfterAll
  static void stop() {
    process.close();
  }

  @Test
  void workers_are_answered_404_and_all_others_as_ever() {
    var api = new Api(port("server"));
    var agent = api.provision(Map.of());
    var queued = api.asAgent(agent, "POST", "/api/tasks", Map.of("type", "simulate"));
    assertThat(queued.status()).isEqualTo(202);
    for (var path :
        new String[] {"/internal/tasks/%s/attempts", "/%%69nternal/tasks/%s/attempts"}) {
      assertThat(
              api.asWorker("POST", path.formatted(queued.text("task_id")), Map.of("worker_id", "w"))
                  .status())
          .isEqualTo(404);
    }
  }

  @Test
  void health_and_metrics_are_on_their_own_port_alone() throws Exception {
    for (var path : new String[] {"/actuator/health/readiness", "/actuator/prometheus"}) {
      assertThat(status(port("management"), path)).as(path).isEqualTo(200);
      assertThat(status(port("server"), path)).as(path).isEqualTo(404);
    }
  }

  private static int port(String which) {
    return process.getEnvironment().getRequiredProperty("local." + which + ".port", Integer.class);
  }

  private static int status(int port, String path) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}

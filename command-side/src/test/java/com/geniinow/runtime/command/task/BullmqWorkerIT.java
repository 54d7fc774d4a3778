package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.servers.LocalServers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import tools.jackson.databind.JsonNode;

/** BullMQ from npm in the worker's place: it needs no more than our routes. */
@RuntimeTest
class BullmqWorkerIT {
  @Autowired TaskClient tasks;

  @Value("${local.server.port}")
  int port;

  @BeforeAll
  static void install() throws Exception {
    NodePackages.install("bullmq5", "bullmq6");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6})
  void a_node_worker_runs_tasks_to_their_ends_through_the_attempt_routes(int major)
      throws Exception {
    var agent = tasks.agent();
    var good = tasks.submit(agent);
    var failing = new HashMap<String, Object>(TaskClient.HASTY);
    failing.put("payload", Map.of("fail", true));
    var bad = UUID.fromString(tasks.trySubmit(agent, failing).text("task_id"));
    var node = start(major, agent);
    try {
      BlockingQueue<JsonNode> said = new LinkedBlockingQueue<>();
      Thread.ofVirtual()
          .start(() -> node.inputReader().lines().forEach(line -> said.add(parse(line))));

      var board = said.poll(30, TimeUnit.SECONDS);
      assertThat(board).as("node said, if anything, %s", errors(major)).isNotNull();
      assertThat(board.path("board").asString()).isEqualTo(agent.toString());
      assertThat(board.path("counts").path("waiting").asInt()).isEqualTo(2);
      assertThat(board.path("waiting").toString()).contains(good.toString(), bad.toString());

      node.outputWriter().append("go\n").flush();
      tasks.awaitStatus(good, "completed");
      tasks.awaitStatus(bad, "dead_lettered");
      assertThat(tasks.view(good, "result").path("by").asString()).startsWith(major + ".");
      assertThat(tasks.view(good, "tokens_used").asInt()).isEqualTo(3);
      assertThat(tasks.view(bad, "attempts").asInt()).isEqualTo(4);
      assertThat(tasks.view(bad).text("error")).isEqualTo("by node");
      assertThat(tasks.reserved(agent)).isZero();
      assertHeard(said, "completed", good);
      assertHeard(said, "failed", bad);
    } finally {
      node.destroyForcibly().waitFor();
    }
  }

  private static void assertHeard(BlockingQueue<JsonNode> said, String event, UUID job) {
    org.awaitility.Awaitility.await()
        .atMost(TaskClient.SOON)
        .until(
            () ->
                said.stream()
                    .anyMatch(
                        line ->
                            line.path("event").asString("").equals(event)
                                && line.path("job").asString("").equals(job.toString())));
  }

  private Process start(int major, UUID agent) throws IOException {
    var redis = URI.create(LocalServers.shared().redisUrl()).getPort();
    var builder =
        new ProcessBuilder(
                "node",
                "worker.js",
                Integer.toString(redis),
                agent.toString(),
                "http://127.0.0.1:" + port)
            .directory(NodePackages.folder("bullmq" + major).toFile())
            .redirectError(errors(major).toFile());
    builder
        .environment()
        .put(
            "TOKEN",
            new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC())
                .worker("node", Duration.ofHours(1)));
    return builder.start();
  }

  private static Path errors(int major) {
    return NodePackages.folder("bullmq" + major).resolve("errors.txt");
  }

  private static JsonNode parse(String line) {
    return Json.mapper().readTree(line);
  }
}

package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.services.LocalServices;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import tools.jackson.databind.JsonNode;

/** BullMQ from npm in the worker's place: it needs no more than our routes. */
@Tag("fleet")
@FastTasks
class BullmqWorkerIT {
  private static final Path SOURCES = Path.of("src/test/node");
  private static final Path INSTALLED = Path.of("target/node");

  @Autowired TaskClient tasks;

  @Value("${local.server.port}")
  int port;

  @BeforeAll
  static void install() throws Exception {
    Assumptions.assumeTrue(
        succeeds(Path.of("."), "node", "--version") || System.getenv("CI") != null,
        "node is not installed; BullMQ can't be asked");
    Files.createDirectories(INSTALLED);
    for (String file : List.of("package.json", "worker.js")) {
      Files.copy(
          SOURCES.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(INSTALLED.resolve("node_modules/bullmq6/package.json"))) {
      assertThat(
              succeeds(INSTALLED, "npm", "install", "--no-package-lock", "--no-audit", "--no-fund"))
          .as("npm install in %s", INSTALLED.toAbsolutePath())
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bullmq5", "bullmq6"})
  void a_node_worker_runs_tasks_to_their_ends_through_the_attempt_routes(String library)
      throws Exception {
    var agent = tasks.agent();
    var good = tasks.submit(agent);
    var bad =
        UUID.fromString(
            tasks.trySubmit(agent, Map.of("payload", Map.of("fail", true))).text("task_id"));
    var node = start(library, agent);
    try {
      BlockingQueue<JsonNode> said = new LinkedBlockingQueue<>();
      Thread.ofVirtual()
          .start(() -> node.inputReader().lines().forEach(line -> said.add(parse(line))));

      var board = said.poll(30, TimeUnit.SECONDS);
      assertThat(board).isNotNull();
      assertThat(board.path("board").asString()).isEqualTo(agent.toString());
      assertThat(board.path("counts").path("waiting").asInt()).isEqualTo(2);
      assertThat(board.path("waiting").toString()).contains(good.toString(), bad.toString());

      node.outputWriter().append("go\n").flush();
      tasks.awaitStatus(good, "completed");
      tasks.awaitStatus(bad, "dead_lettered");
      assertThat(tasks.view(good, "result").path("by").asString()).isEqualTo(library);
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

  private Process start(String library, UUID agent) throws IOException {
    int redis = URI.create(LocalServices.shared().redisUrl()).getPort();
    var builder =
        new ProcessBuilder(
                "node",
                "worker.js",
                library,
                Integer.toString(redis),
                agent.toString(),
                "http://127.0.0.1:" + port)
            .directory(INSTALLED.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .put(
            "TOKEN",
            new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC())
                .worker("node", Duration.ofHours(1)));
    return builder.start();
  }

  private static JsonNode parse(String line) {
    return Json.mapper().readTree(line);
  }

  private static boolean succeeds(Path folder, String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start().waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}

package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.servers.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Real worker processes come and go with the load. */
class AutoscaleIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int AGENTS = 6;
  private static final int TASKS_EACH = 4;
  private static final int TASK_MILLIS = 6_000;

  private String url = "";

  @Test
  void from_one_to_three_and_back_to_one_with_no_task_lost_or_run_twice() throws Exception {
    var folder = Files.createTempDirectory("genii-autoscale-");
    var errors = Files.createTempFile("genii-autoscale", ".log");
    var system = start(folder, errors);
    List<ProcessHandle> all = List.of();
    try (var output = system.inputReader(StandardCharsets.UTF_8)) {
      for (var line = output.readLine(); !line.startsWith("ready:"); ) {
        line = output.readLine();
        assertThat(line).as(() -> "it ended: " + read(errors)).isNotNull();
      }
      assertThat(workers(system)).isEqualTo(1);

      List<UUID> agents = new ArrayList<>();
      for (var i = 0; i < AGENTS; i++) {
        agents.add(provision());
        for (var n = 0; n < TASKS_EACH; n++) {
          submit(agents.get(i));
        }
      }
      await().atMost(PATIENCE).until(() -> workers(system) >= 3);
      all = system.descendants().toList();
      await().atMost(PATIENCE).until(() -> completedAtFirst(agents) == AGENTS * TASKS_EACH);
      await().atMost(PATIENCE).until(() -> workers(system) == 1);
    } finally {
      system.toHandle().destroy();
      assertThat(system.waitFor()).as(() -> read(errors)).isEqualTo(143);
      var left = all;
      await().atMost(PATIENCE).until(() -> left.stream().noneMatch(ProcessHandle::isAlive));
      DataFolder.open(folder).delete();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "nobody knows why";
    }
  }

  private Process start(Path folder, Path errors) throws IOException {
    var port = LocalSystem.freePort();
    url = "http://127.0.0.1:" + port;
    return LocalSystem.process(
            Map.of(
                "GENII_PORT",
                Integer.toString(port),
                "GENII_DATA_DIR",
                folder.toString(),
                "GENII_JWT_SECRET",
                RunningSystem.JWT_SECRET,
                "GENII_WORKERS",
                "2",
                "GENII_AUTOSCALE_MAX",
                "3",
                "GENII_AUTOSCALE_CALM",
                "5s"),
            "--split",
            "--autoscale")
        .redirectError(errors.toFile())
        .start();
  }

  private static long workers(Process system) {
    return system
        .descendants()
        .filter(ProcessHandle::isAlive)
        .filter(child -> commandLine(child).contains("--role=worker"))
        .count();
  }

  /** A handle tells none that is as long as our class path. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      return ""; // it has just ended
    }
  }

  private UUID provision() {
    var agent =
        Caller.admin()
            .at(url)
            .post(
                "/api/agents/provision",
                Map.of("name", "a", "agent_id", UUID.randomUUID(), "entity_id", UUID.randomUUID()));
    assertThat(agent.status()).isEqualTo(201);
    return agent.id("agent_id");
  }

  private void submit(UUID agent) {
    var task =
        Map.of(
            "type",
            "simulate",
            "payload",
            Map.of("duration_ms", TASK_MILLIS),
            "estimated_tokens",
            10);
    assertThat(Caller.agent(agent).at(url).post("/api/tasks", task).status()).isEqualTo(202);
  }

  /** Tasks that their first attempt completed. */
  private long completedAtFirst(List<UUID> agents) {
    return agents.stream()
        .map(agent -> Caller.agent(agent).at(url).get("/api/agents/" + agent + "/tasks"))
        .flatMap(tasks -> tasks.body().path("items").valueStream())
        .filter(task -> task.path("status").asString().equals("completed"))
        .filter(task -> task.path("attempts").asInt() == 1)
        .count();
  }
}

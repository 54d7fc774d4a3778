package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.services.DataFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Real worker processes come and go with the load. */
class AutoscaleIT {
  private static final String SECRET = "autoscale-tests-sign-their-tokens-with-this";
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int AGENTS = 6;
  private static final int TASKS_EACH = 4;
  private static final int TASK_MILLIS = 6_000;

  private final HttpClient client = HttpClient.newHttpClient();
  private final JwtMinter tokens = new JwtMinter(SECRET, InstantSource.system());
  private int port;

  @Test
  void from_one_to_three_and_back_to_one_with_no_task_lost_or_run_twice() throws Exception {
    Path folder = Files.createTempDirectory("genii-autoscale-");
    Process system = start(folder);
    List<ProcessHandle> all = List.of();
    try (BufferedReader output = system.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); !line.startsWith("ready:"); ) {
        line = output.readLine();
        assertThat(line).as("it ended before it was ready").isNotNull();
      }
      assertThat(workers(system)).isEqualTo(1);

      List<UUID> agents = new ArrayList<>();
      for (int i = 0; i < AGENTS; i++) {
        agents.add(UUID.randomUUID());
        provision(agents.get(i));
        for (int n = 0; n < TASKS_EACH; n++) {
          submit(agents.get(i));
        }
      }
      await().atMost(PATIENCE).until(() -> workers(system) >= 3);
      all = system.descendants().toList();
      await().atMost(PATIENCE).until(() -> completedAtFirst(agents) == AGENTS * TASKS_EACH);
      await().atMost(PATIENCE).until(() -> workers(system) == 1);
    } finally {
      system.toHandle().destroy();
      assertThat(system.waitFor()).isEqualTo(143);
      List<ProcessHandle> left = all;
      await().atMost(PATIENCE).until(() -> left.stream().noneMatch(ProcessHandle::isAlive));
      DataFolder.open(folder).delete();
    }
  }

  private Process start(Path folder) throws IOException {
    port = LocalSystem.freePort();
    return LocalSystem.process(
            Map.of(
                "GENII_PORT",
                Integer.toString(port),
                "GENII_DATA_DIR",
                folder.toString(),
                "GENII_JWT_SECRET",
                SECRET,
                "GENII_WORKERS",
                "2",
                "GENII_AUTOSCALE_MAX",
                "3",
                "GENII_AUTOSCALE_CALM",
                "5s"),
            "--split",
            "--autoscale")
        .redirectError(ProcessBuilder.Redirect.DISCARD)
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

  private void provision(UUID agent) throws Exception {
    String body =
        "{\"name\":\"a\",\"agent_id\":\"%s\",\"entity_id\":\"%s\"}".formatted(agent, agent);
    String admin = tokens.admin("operator", Duration.ofHours(1));
    assertThat(post("/api/agents/provision", admin, body)).isEqualTo(201);
  }

  private void submit(UUID agent) throws Exception {
    String body =
        "{\"type\":\"simulate\",\"payload\":{\"duration_ms\":%d},\"estimated_tokens\":10}"
            .formatted(TASK_MILLIS);
    String token = tokens.agent(agent, Duration.ofHours(1));
    assertThat(post("/api/tasks", token, body)).isEqualTo(202);
  }

  /** Tasks that their first attempt completed. */
  private long completedAtFirst(List<UUID> agents) throws Exception {
    Pattern done = Pattern.compile("\"status\":\"completed\",\"attempts\":1,");
    long count = 0;
    for (UUID agent : agents) {
      HttpRequest request =
          request("/api/agents/" + agent + "/tasks", tokens.agent(agent, Duration.ofHours(1)))
              .build();
      Matcher found =
          done.matcher(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
      count += found.results().count();
    }
    return count;
  }

  private int post(String path, String token, String body) throws Exception {
    HttpRequest request =
        request(path, token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + token);
  }
}

package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.servers.DataFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the local system as a process, the way a person does. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // no interrupt ends a read
class LocalRuntimeIT {
  private static final int TERMINATED = 143;
  private static final Pattern ENDED =
      Pattern.compile("up: Redis (ended by itself; its log is|did not start:) ");

  /** Of all cases: whichever is the second needs no new database. */
  private static Path folder;

  private int port;
  private final List<ProcessHandle> started = new ArrayList<>();

  @BeforeAll
  static void anEmptyFolder() throws IOException {
    folder = Files.createTempDirectory("genii-local-");
  }

  @BeforeEach
  void aFreePort() {
    port = LocalSystem.freePort();
  }

  @AfterEach
  void everything_has_ended() {
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(started).noneMatch(ProcessHandle::isAlive));
    } finally {
      started.forEach(ProcessHandle::destroyForcibly); // the other case has the same folder
    }
  }

  /** With nothing running, what it made can be removed by its own means. */
  @AfterAll
  static void nothingIsLeft() {
    DataFolder.open(folder).delete();
  }

  @Test
  void it_gets_ready_answers_and_stops_in_order() throws Exception {
    var system = start();
    try (var output = system.inputReader(StandardCharsets.UTF_8)) {
      var lines = readUntil(output, line -> line.startsWith("ready: "));
      assertThat(lines).last().isEqualTo("ready: http://localhost:" + port);
      assertThat(status("/actuator/health/readiness")).isEqualTo(200);
      assertThat(status("/api/agents")).isEqualTo(401);

      assertThat(refusal()).isEqualTo("up: Port " + port + TAKEN);

      // Through its handle: the process itself would close its output too.
      system.toHandle().destroy();
      assertThat(readUntil(output, line -> line.equals("up: stopped")))
          .containsSubsequence(
              "up: stopping worker",
              "up: stopping command-side",
              "up: stopping PostgreSQL, Redis and object store");
      assertThat(system.waitFor()).isEqualTo(TERMINATED);
    }
  }

  @Test
  void a_part_that_ends_by_itself_is_started_again_three_times_then_all_ends() throws Exception {
    var system = start();
    try (var output = system.inputReader(StandardCharsets.UTF_8)) {
      readUntil(output, line -> line.startsWith("ready: "));
      var again = 0;
      while (killed(system, output).endsWith(" Starting it again.")) {
        again++;
      }
      assertThat(again).isGreaterThanOrEqualTo(3);
      readUntil(output, line -> line.equals("up: stopped"));
      assertThat(system.waitFor()).isEqualTo(1);
    }
  }

  /**
   * Kills Redis once it is there, and answers what is said of it: that it ended, or, where it was
   * hit before it gave an answer, that it did not start.
   */
  private String killed(Process system, BufferedReader output) throws IOException {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> redis(system).findAny().map(ProcessHandle::destroyForcibly).orElse(false));
    return readUntil(output, line -> ENDED.matcher(line).lookingAt()).getLast();
  }

  private static Stream<ProcessHandle> redis(Process system) {
    return system
        .descendants()
        .filter(child -> child.info().command().orElse("").contains("redis"));
  }

  private static final String TAKEN =
      " is taken; please stop what listens there, or set GENII_PORT to another port.";

  /** What a second start on the same port says. */
  private String refusal() throws Exception {
    var second = start();
    try (var output = second.inputReader(StandardCharsets.UTF_8)) {
      var lines = output.lines().toList();
      assertThat(second.waitFor()).isEqualTo(1);
      assertThat(lines).hasSize(1);
      return lines.get(0);
    }
  }

  private Process start() throws IOException {
    var process =
        LocalSystem.process(
                Map.of("GENII_PORT", Integer.toString(port), "GENII_DATA_DIR", folder.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    started.add(process.toHandle());
    return process;
  }

  private List<String> readUntil(BufferedReader output, Predicate<String> last) throws IOException {
    List<String> lines = new ArrayList<>();
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (last.test(line)) {
        started.addAll(started.get(0).descendants().toList());
        return lines;
      }
    }
    throw new AssertionError("It ended after " + lines);
  }

  private int status(String path) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var address = URI.create("http://127.0.0.1:" + port + path);
      return client
          .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }
}

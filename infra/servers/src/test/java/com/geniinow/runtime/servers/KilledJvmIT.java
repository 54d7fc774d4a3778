package com.geniinow.runtime.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class KilledJvmIT {
  @Test
  void killing_the_jvm_leaves_no_process_and_no_damage() throws Exception {
    var path = Files.createTempDirectory("genii-killed-");
    var jvm = startJvm(path);
    List<ProcessHandle> servers;
    try (var output = jvm.inputReader(StandardCharsets.UTF_8)) {
      assertThat(output.readLine()).startsWith("ready ");
      servers = jvm.descendants().toList();
      assertThat(servers).hasSizeGreaterThan(4);
      assertThat(servers.stream().map(KilledJvmIT::session).distinct())
          .doesNotContain(session(jvm.toHandle()));
      jvm.destroyForcibly().waitFor();
    }

    // At once, while the old servers may still be on their way out.
    try (var folder = DataFolder.open(path)) {
      try (var again =
          LocalServers.start(folder, line -> {}, Map.of(), Lifetime.FOR_GOOD_ON_ANY_PORT)) {
        assertThat(Clients.query(again, "select 1")).isEqualTo("1");
        assertThat(Clients.redis(again, "PING")).contains("PONG");
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(servers).noneMatch(ProcessHandle::isAlive));
      folder.delete();
    }
  }

  private static Process startJvm(Path path) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            HoldServers.class.getName(),
            path.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The session that a process is in: Ctrl-C in a terminal reaches only that of the terminal. */
  private static String session(ProcessHandle process) {
    try {
      var stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
    } catch (IOException e) {
      return "ended";
    }
  }
}

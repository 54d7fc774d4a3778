package com.geniinow.runtime.command.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plays {@link FleetProof}'s scenarios, in a JVM of their own. A storm has 1,000 tasks, or as many
 * as {@code -Dgenii.fleet.tasks} says; its output says how long it took.
 */
@Tag("fleet")
class FleetTest {
  private static final int MINUTES = 10;

  @ParameterizedTest
  @ValueSource(strings = {"storm", "without-fast-dispatch without-reconciler", "turns retries"})
  void no_task_is_lost_or_completed_twice_whatever_dies(String scenarios) throws Exception {
    Path logs = Files.createDirectories(Path.of("target", "fleet").toAbsolutePath());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Dgenii.fleet.logs=" + logs);
    command.add("-Dgenii.fleet.tasks=" + Integer.getInteger("genii.fleet.tasks", 1_000));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(FleetProof.class.getName());
    command.addAll(List.of(scenarios.split(" ")));
    Path output = logs.resolve("proof-" + scenarios.replace(' ', '-') + ".log");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.destroy();
    }
    String said = Files.readString(output);
    System.out.println(said);
    assertThat(ended).as("ended in %d minutes; see %s", MINUTES, logs).isTrue();
    assertThat(process.exitValue()).as("%s", said).isZero();
  }
}

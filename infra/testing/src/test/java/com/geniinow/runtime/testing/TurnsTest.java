package com.geniinow.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnsTest {
  @TempDir Path folder;

  @Test
  void no_more_jvms_test_at_once_than_there_are_turns() throws Exception {
    var first = jvm();
    var second = jvm();
    assertThat(Turns.of(folder).tryTake(2)).as("two of two are taken").isNull();

    first.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    try (var turn = Turns.of(folder).take(() -> 2)) {
      assertThat(turn.lock().isValid()).as("what a killed JVM held is free").isTrue();
    }
    second.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
  }

  @Test
  void fewer_jvms_test_at_once_where_the_machine_is_slow_and_never_none() {
    long quick = TimeUnit.MILLISECONDS.toNanos(150);
    assertThat(MachineSpeed.jvmsAtOnce(2, quick)).isEqualTo(3);
    assertThat(MachineSpeed.jvmsAtOnce(2, 2 * quick)).isEqualTo(2);
    assertThat(MachineSpeed.jvmsAtOnce(2, 4 * quick)).isEqualTo(1);
    assertThat(MachineSpeed.jvmsAtOnce(1, 40 * quick)).isEqualTo(1);
    assertThat(MachineSpeed.measure()).isPositive();
  }

  private Process jvm() throws IOException {
    var process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Holder.class.getName(),
                    folder.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("taken");
    return process;
  }

  /** Takes a turn and holds it until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      try (var turn = Turns.of(Path.of(arguments[0])).take(() -> 2)) {
        System.out.println(turn.lock().isValid() ? "taken" : "lost");
        System.in.read();
      }
    }
  }
}

package com.geniinow.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command of the project says how it is used, and does nothing else then. */
class ScriptsTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  /** Those that an image runs at its start take no options. */
  private static final List<String> NO_COMMANDS =
      List.of("postgres-init.sh", "jdk.sh", "database-url.sh");

  static List<Path> scripts() throws IOException {
    try (Stream<Path> infra = Files.walk(ROOT.resolve("infra"), 3);
        Stream<Path> ci = Files.list(ROOT.resolve(".ci"))) {
      return Stream.concat(infra, ci)
          .filter(Files::isRegularFile)
          .filter(Files::isExecutable)
          .filter(file -> !file.toString().contains("/target/"))
          .filter(file -> !NO_COMMANDS.contains(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void a_script_that_is_asked_says_how_it_is_used(Path script) throws Exception {
    for (var question : List.of("--help", "-h")) {
      var answer = run(script, question);
      assertThat(answer.code()).as(answer.toString()).isZero();
      assertThat(answer.out()).startsWith("usage: ");
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void a_script_does_nothing_with_an_option_that_it_does_not_know(Path script) throws Exception {
    var answer = run(script, "--no-such-option");
    assertThat(answer.code()).as(answer.toString()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).contains("--no-such-option").contains("usage: ");
  }

  private record Answer(int code, String out, String err) {}

  private static Answer run(Path script, String option) throws Exception {
    var out = Files.createTempFile("script", ".out");
    var err = Files.createTempFile("script", ".err");
    try {
      var process =
          new ProcessBuilder(script.toString(), option)
              .directory(ROOT.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(script + " " + option + " does something");
      }
      return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}

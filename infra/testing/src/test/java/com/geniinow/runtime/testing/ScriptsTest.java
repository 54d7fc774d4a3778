package com.geniinow.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command of the project says how it is used, and does nothing else then. */
class ScriptsTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  /** Those that an image runs at its start take no options. */
  private static final List<String> NO_COMMANDS =
      List.of("postgres-init.sh", "jdk.sh", "database-url.sh");

  static List<Path> scripts() throws IOException {
    try (var infra = Files.walk(ROOT.resolve("infra"), 3);
        var ci = Files.list(ROOT.resolve(".ci"))) {
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

  /** What each takes too much of, or too little; before it does anything. */
  static List<List<String>> wrongArguments() {
    return Stream.of(
            "infra/backup",
            "infra/backup one two",
            "infra/backup --lists",
            "infra/backup --lists one two",
            "infra/bench",
            "infra/bench no-such-benchmark",
            "infra/deploy/check more",
            "infra/import",
            "infra/import one two",
            "infra/import --table",
            "infra/import --query",
            "infra/install more",
            "infra/restore",
            "infra/restore one two",
            "infra/restore --lists",
            "infra/restore --lists one two",
            "infra/sbom more",
            "infra/token",
            "infra/token admin more",
            "infra/token admin --ttl",
            "infra/up more",
            "infra/up --autoscale",
            "infra/verify-ledger",
            "infra/verify-ledger one two",
            "infra/verify-ledger one --checkpoint",
            "infra/verify-ledger --certificate",
            "infra/verify-ledger --certificate one two",
            "infra/verify-ledger --certificate one --entity",
            "infra/verify-store more",
            ".ci/run more")
        .map(line -> List.of(line.split(" ")))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("wrongArguments")
  void a_script_does_nothing_with_arguments_that_it_can_not_take(List<String> line)
      throws Exception {
    var answer =
        run(ROOT.resolve(line.get(0)), line.subList(1, line.size()).toArray(String[]::new));
    assertThat(answer.code()).as(answer.toString()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).isNotBlank();
  }

  @Test
  void every_script_is_among_those_that_are_given_wrong_arguments() throws IOException {
    var tried = wrongArguments().stream().map(line -> ROOT.resolve(line.get(0))).toList();
    assertThat(tried).containsAll(scripts());
  }

  @Test
  void a_script_warns_of_a_setting_that_nobody_reads() throws Exception {
    var script = ROOT.resolve("infra/token");
    var err = Files.createTempFile("script", ".err");
    var builder =
        new ProcessBuilder(script.toString(), "admin")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile());
    builder.environment().put("GENII_TOKENS", "secret-word");
    try {
      assertThat(builder.start().waitFor()).isZero();
      assertThat(err)
          .content()
          .contains("GENII_TOKENS is no setting and has no effect; did you mean GENII_TOKEN?")
          .doesNotContain("secret-word");
    } finally {
      Files.delete(err);
    }
  }

  private record Answer(int code, String out, String err) {}

  private static Answer run(Path script, String... options) throws Exception {
    var out = Files.createTempFile("script", ".out");
    var err = Files.createTempFile("script", ".err");
    try {
      var process =
          new ProcessBuilder(
                  Stream.concat(Stream.of(script.toString()), Stream.of(options)).toList())
              .directory(ROOT.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(script + " " + List.of(options) + " does something");
      }
      return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}

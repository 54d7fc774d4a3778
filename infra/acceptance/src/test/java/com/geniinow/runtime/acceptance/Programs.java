package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs of other languages in a folder of a test's own. */
record Programs(Path folder) {
  static final boolean IN_CI = System.getenv("CI") != null;

  /** How a program ended. */
  record Ended(int code, String output) {}

  /** Skips the test where a program is missing, but not in CI, which installs them. */
  void need(String... programs) throws Exception {
    for (var program : programs) {
      boolean isThere = run(List.of("sh", "-c", "command -v " + program), Map.of()).code() == 0;
      assumeTrue(isThere || IN_CI, program + " is not installed");
    }
  }

  /** TypeScript's compiler and the types of Node, in the folder. */
  void needTypeScript() throws Exception {
    need("node", "npm");
    var npm =
        List.of("npm", "install", "--no-audit", "--no-fund", "typescript@5.9", "@types/node@20");
    assumeTrue(run(npm, Map.of()).code() == 0 || IN_CI, "no npm registry within reach");
  }

  Ended run(List<String> command, Map<String, String> environment) throws Exception {
    var output = Files.createTempFile(folder, "output", ".txt");
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    var process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
    return new Ended(process.exitValue(), Files.readString(output));
  }

  /** Runs what must work. */
  String must(List<String> command, Map<String, String> environment) throws Exception {
    var ended = run(command, environment);
    assertThat(ended.code()).as(ended.output()).isZero();
    return ended.output();
  }

  /** A program of the JDK that runs the test. */
  static String jdk(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }
}

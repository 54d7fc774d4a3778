package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.testing.Needed;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs of other languages in a folder of a test's own. */
record Programs(Path folder) {
  /** How a program ended. */
  record Ended(int code, String output) {}

  private static final String COMPILER = "typescript@5.9.3";
  private static final String TYPES = "@types/node@20.19.43";

  /** By their versions: it outlives a build. */
  private static final Path TYPESCRIPT =
      Path.of("target", "node", (COMPILER + TYPES).replace('/', '_')).toAbsolutePath();

  /** TypeScript's compiler and the types of Node, as if they were installed in the folder. */
  void needTypeScript() throws Exception {
    Needed.programs("node", "npm");
    Needed.that(installed(), "no npm registry within reach");
    Files.copy(TYPESCRIPT.resolve("package.json"), folder.resolve("package.json"));
    Files.createSymbolicLink(folder.resolve("node_modules"), TYPESCRIPT.resolve("node_modules"));
  }

  /** Whether they are there; installed once, by one of the JVMs that run the module's tests. */
  private static synchronized boolean installed() throws Exception {
    Files.createDirectories(TYPESCRIPT);
    try (var channel =
            FileChannel.open(
                TYPESCRIPT.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      var whole = TYPESCRIPT.resolve("whole");
      if (Files.exists(whole)) {
        return true;
      }
      // Without one of its own npm would take the next folder above that has one.
      Files.writeString(TYPESCRIPT.resolve("package.json"), "{\"private\": true}\n");
      var npm = List.of("npm", "install", "--no-audit", "--no-fund", COMPILER, TYPES);
      if (new Programs(TYPESCRIPT).run(npm, Map.of()).code() != 0) {
        return false;
      }
      Files.createFile(whole);
      return true;
    }
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

  /** Whether programs are on the path. */
  static boolean areThere(String... names) {
    return Stream.of(names)
        .allMatch(
            name ->
                Stream.of(System.getenv("PATH").split(":", -1))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))));
  }

  /** A program of the JDK that runs the test. */
  static String jdk(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }
}

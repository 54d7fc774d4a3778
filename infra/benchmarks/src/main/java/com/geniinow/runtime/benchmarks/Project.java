package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the built project is, as the launcher says by {@code -Dbench.root}. */
final class Project {
  private Project() {}

  static Path root() {
    return Path.of(System.getProperty("bench.root", ".")).toAbsolutePath().normalize();
  }

  /** The runnable jar of a service. */
  static Path executable(String module) {
    var target = root().resolve(module).resolve("target");
    try (var files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-exec.jar"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no runnable jar in " + target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The commit's short name, with a plus sign when files differ from it. */
  static String commit() {
    var commit = answer("git", "rev-parse", "--short", "HEAD");
    return commit + (answer("git", "status", "--porcelain", "-uno").isEmpty() ? "" : "+");
  }

  /** What a program prints, on one line; empty when it can't be run. */
  static String answer(String... command) {
    try {
      var process =
          new ProcessBuilder(command).directory(root().toFile()).redirectErrorStream(true).start();
      process.getOutputStream().close();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }
}

package com.geniinow.runtime.servers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs programs with a small environment of their own: nothing of ours, secrets included. */
final class Commands {
  /** The user that runs PostgreSQL when we are root, because PostgreSQL refuses to. */
  static final String POSTGRES_USER = "postgres";

  private Commands() {}

  /** What a program answered: its exit code and all that it printed. */
  record Answer(int code, String output) {
    boolean ok() {
      return code == 0;
    }

    /** What went wrong, of all that was said: the first line with an error, else the last one. */
    String reason() {
      return output
          .lines()
          .filter(line -> line.matches(".*\\b(FATAL|PANIC|ERROR|error|could not|cannot)\\b.*"))
          .findFirst()
          .map(line -> line.strip().replaceFirst("\\.$", ""))
          .orElseGet(this::lastLine);
    }

    /** The last line that says something, for a message of one sentence. */
    String lastLine() {
      var lines = output.lines().filter(line -> !line.isBlank()).toList();
      return lines.isEmpty() ? "exit code " + code : lines.get(lines.size() - 1).strip();
    }
  }

  static ProcessBuilder builder(List<String> command) {
    var builder = new ProcessBuilder(command).directory(new File("/"));
    var path = System.getenv("PATH");
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH", (path == null ? "" : path + ":") + "/usr/local/bin:/usr/bin:/bin:/usr/sbin",
                "LC_ALL", "C.UTF-8",
                "TZ", "UTC"));
    return builder;
  }

  /** Runs to the end, with {@code input} on its standard input. */
  static Answer run(List<String> command, String input) {
    try {
      var process = builder(command).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended without reading all of its input: its exit code and output say why.
      }
      var output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Answer(process.waitFor(), output);
    } catch (IOException e) {
      return new Answer(127, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(130, "interrupted");
    }
  }

  /** The command as the user who may run PostgreSQL: ourselves, unless we are root. */
  static List<String> asPostgresUser(List<String> command) {
    if (!isRoot()) {
      return command;
    }
    List<String> line =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + POSTGRES_USER,
                "--regid=" + POSTGRES_USER,
                "--init-groups",
                "--"));
    line.addAll(command);
    return line;
  }

  static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      return false;
    }
  }
}

package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.platform.web.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Another queue in a process of its own, that submits jobs to itself and runs them. It is asked by
 * lines on its standard input and answers each with a line of JSON.
 */
final class TaskPeer implements AutoCloseable {
  private static final Path FOLDER = Project.root().resolve("infra/benchmarks/peers");

  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  private TaskPeer(List<String> command, Map<String, String> environment, Path log) {
    var builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.directory(FOLDER.resolve("node").toFile());
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    questions = process.outputWriter(StandardCharsets.UTF_8);
    answer();
  }

  /** One from npm, by the name of its script. */
  static TaskPeer node(String script, Map<String, String> environment, Path log) {
    return new TaskPeer(List.of("node", script + ".mjs"), environment, log);
  }

  /** One from Maven, by the name of its class, in as much memory as the runtime has. */
  static TaskPeer java(String main, Map<String, String> environment, Path log) {
    var target = FOLDER.resolve("target");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    try {
      command.addAll(
          List.of(
              "-Xmx1g",
              "-cp",
              target.resolve("classes") + ":" + Files.readString(target.resolve("class-path")),
              "peers." + main));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TaskPeer(command, environment, log);
  }

  /** Fetches and builds what peers are made of, as npm and Maven are set up here. */
  static void prepare() {
    run(FOLDER.resolve("node"), "npm", "install", "--no-audit", "--no-fund", "--no-package-lock");
    run(FOLDER, "mvn", "-B", "-q", "process-classes");
  }

  private static void run(Path folder, String... command) {
    try {
      var builder = new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      if (builder.start().waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed in " + folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** How long each of so many jobs took, one after the other. */
  Latencies one(int jobs) {
    var latencies = new Latencies();
    ask("one " + jobs)
        .path("millis")
        .forEach(millis -> latencies.record((long) (millis.asDouble() * 1e6)));
    return latencies;
  }

  /** Jobs that ended of so many clients, as {@code done} in {@code seconds}. */
  JsonNode load(int seconds, int clients) {
    return ask("load " + seconds + " " + clients);
  }

  private JsonNode ask(String line) {
    try {
      questions.write(line + "\n");
      questions.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer();
  }

  private JsonNode answer() {
    try {
      var line = answers.readLine();
      while (line != null && !line.startsWith("{")) {
        line = answers.readLine();
      }
      if (line == null) {
        throw new IllegalStateException("the peer has ended; see its log");
      }
      return Json.mapper().readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

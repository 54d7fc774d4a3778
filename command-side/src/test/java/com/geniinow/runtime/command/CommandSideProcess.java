package com.geniinow.runtime.command;

import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.servers.LocalServers;
import com.geniinow.runtime.testing.ClassArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A command side in a JVM of its own, over the services that all tests of this JVM share. What it
 * says is kept in {@code target/processes}.
 *
 * @param port on which it takes requests once it is ready
 */
public record CommandSideProcess(Process process, int port, Path log) implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(4);

  /** Starts one and does not wait for it. */
  public static CommandSideProcess start() {
    return start(CommandSideApplication.class, "400m");
  }

  /**
   * Starts one and does not wait for it.
   *
   * @param main whose main method starts a command side
   * @param heap the most that its heap may grow to
   */
  public static CommandSideProcess start(Class<?> main, String heap, String... arguments) {
    var command = java(main, heap);
    command.addAll(List.of(arguments));
    return start(main.getSimpleName(), command, environment());
  }

  /**
   * Starts one over services of a test's own and does not wait for it.
   *
   * @param main whose main method starts a command side
   * @param heap the most that its heap may grow to
   */
  public static CommandSideProcess start(Class<?> main, String heap, LocalServers services) {
    var environment = environment(services);
    environment.put("GENII_MASTER_KEY", RuntimeTest.MASTER_KEY);
    return start(main.getSimpleName(), java(main, heap), environment);
  }

  private static CommandSideProcess start(
      String name, List<String> command, Map<String, String> environment) {
    try {
      var port = freePort();
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      builder.environment().put("GENII_PORT", Integer.toString(port));
      var log = Files.createTempFile(Files.createDirectories(ClassArchive.FOLDER), name, ".log");
      return new CommandSideProcess(builder.redirectOutput(log.toFile()).start(), port, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How to start a main class of this class path in a JVM that lives shortly. */
  public static List<String> java(Class<?> main, String heap) {
    try {
      return java(main, heap, ClassArchive.options(CommandSideProcess::train));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> java(Class<?> main, String heap, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    // Into a smaller one it grows by collecting everything again and again while it starts.
    command.add("-XX:MetaspaceSize=192m");
    command.addAll(options);
    command.add(main.getName());
    return command;
  }

  private static void train(List<String> options) {
    var command = java(CommandSideApplication.class, "400m", options);
    try (var first = start("first", command, environment()).ready()) {
      first.process().destroy();
      first.process().onExit().join();
    }
  }

  /**
   * What points a command side at the services that this JVM's tests share. It opens what is sealed
   * and seals nothing: this JVM's own keys are in its memory, and it couldn't read what it sealed.
   */
  public static Map<String, String> environment() {
    var environment = environment(LocalServers.shared());
    environment.put("GENII_MASTER_KEYS_OLD", RuntimeTest.MASTER_KEY);
    return environment;
  }

  private static Map<String, String> environment(LocalServers services) {
    Map<String, String> environment = new HashMap<>(services.storageEnvironment());
    environment.put("DATABASE_URL", services.databaseUrl());
    environment.put("REDIS_URL", services.redisUrl());
    environment.put("GENII_DB_COMMAND_PASSWORD", "command");
    environment.put("GENII_DB_QUERY_PASSWORD", "query");
    environment.put("GENII_DB_SYSTEM_PASSWORD", "system");
    environment.put("GENII_JWT_SECRET", RuntimeTest.SECRET);
    environment.put("GENII_SEAL_EVENTS_PER_SECOND", "0");
    environment.put("GENII_WEBHOOK_ALLOW_PRIVATE", "true");
    environment.put("GENII_SIMULATE", "true");
    return environment;
  }

  /** A port that nothing listens on now. */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it takes requests. */
  public CommandSideProcess ready() {
    try (var client = HttpClient.newHttpClient()) {
      var health = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
      await()
          .atMost(START_LIMIT)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(
              () -> {
                if (!process.isAlive()) {
                  throw new IllegalStateException("it ended: " + Files.readString(log));
                }
                return client
                        .send(HttpRequest.newBuilder(health).build(), BodyHandlers.discarding())
                        .statusCode()
                    == 200;
              });
    }
    return this;
  }

  /** Kills it. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

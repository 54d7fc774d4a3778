package com.geniinow.runtime.command.quota;

import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.services.LocalServices;
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
import java.util.Map;

/** A command side in a JVM of its own, over the services that all tests of this JVM share. */
final class CommandSideProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(4);

  private final Process process;
  private final Path log;
  private final int port;

  private CommandSideProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** Starts one and does not wait for it. */
  static CommandSideProcess start() {
    try {
      var services = LocalServices.shared();
      int port = freePort();
      var log = Files.createTempFile("command-side", ".log");
      var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      var builder =
          new ProcessBuilder(
              java,
              "-Xmx400m",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              "com.geniinow.runtime.command.CommandSideApplication");
      builder
          .environment()
          .putAll(
              Map.of(
                  "DATABASE_URL",
                  services.databaseUrl(),
                  "REDIS_URL",
                  services.redisUrl(),
                  "GENII_DB_COMMAND_PASSWORD",
                  "command",
                  "GENII_DB_QUERY_PASSWORD",
                  "query",
                  "GENII_DB_SYSTEM_PASSWORD",
                  "system",
                  "GENII_JWT_SECRET",
                  RuntimeTest.SECRET,
                  "GENII_SIMULATE",
                  "true",
                  "GENII_PORT",
                  Integer.toString(port)));
      builder.environment().putAll(services.storageEnvironment());
      var process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      return new CommandSideProcess(process, log, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it takes requests. */
  CommandSideProcess ready() {
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

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    log.toFile().delete();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

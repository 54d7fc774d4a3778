package com.geniinow.runtime.command.file;

import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.services.LocalServices;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A command side in a process of its own, over the services that this JVM's tests share. */
record FileProcess(Process process, int port, Path log) implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  static FileProcess start(Class<?> main, String heap, Path logs, String... arguments)
      throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var services = LocalServices.shared();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(services.storageEnvironment());
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
                "GENII_PORT",
                Integer.toString(port)));
    var log = Files.createTempFile(logs, "command-side", ".log");
    return new FileProcess(builder.redirectOutput(log.toFile()).start(), port, log);
  }

  /** Waits until it takes requests; answers its port. */
  int awaitReady() {
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
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

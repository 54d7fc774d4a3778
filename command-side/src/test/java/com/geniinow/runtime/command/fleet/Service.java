package com.geniinow.runtime.command.fleet;

import com.geniinow.runtime.command.CommandSideProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process of the system, on this JVM's class path. */
final class Service {
  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private @Nullable Process process;

  Service(
      String name,
      Class<?> main,
      String heap,
      List<String> arguments,
      Map<String, String> environment,
      Path logs) {
    this.name = name;
    this.environment = environment;
    this.log = logs.resolve(name + ".log");
    command = CommandSideProcess.java(main, heap);
    command.addAll(arguments);
  }

  Service start() throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    process = builder.start();
    return this;
  }

  /** As {@code kill -9}. */
  void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  /** As {@code kill -15}; fails where it does not end in time. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(name + " did not stop; see " + log);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until the service on this port says that it is ready. */
  void awaitReady(int port) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    try (var http = HttpClient.newHttpClient()) {
      while (System.nanoTime() < deadline) {
        if (!isAlive()) {
          throw new AssertionError(name + " ended; see " + log);
        }
        try {
          if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException e) {
          // Not yet.
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    throw new AssertionError(name + " did not get ready; see " + log);
  }
}

package com.geniinow.runtime.acceptance;

import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.servers.DataFolder;
import com.geniinow.runtime.testing.ClassArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** How to start the whole system in a process of its own, in a JVM made for a short life. */
final class LocalSystem {
  private static final int FIRST = 30_000;
  private static final int NEXT = 5;
  private static final int PLACES = 500;
  private static final Duration START_LIMIT = Duration.ofMinutes(4);

  private LocalSystem() {}

  static ProcessBuilder process(Map<String, String> environment, String... arguments) {
    try {
      return process(ClassArchive.options(LocalSystem::train), environment, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProcessBuilder process(
      List<String> options, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    // As tests' own JVMs: into smaller ones it grows by collections of everything before.
    command.addAll(List.of("-Xms384m", "-XX:MetaspaceSize=256m"));
    // What it prints is read by line: nothing of the JVM's own is among that.
    command.add("-Xlog:disable");
    command.addAll(options);
    command.add("com.geniinow.runtime.local.LocalRuntime");
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder;
  }

  /** Has one start with data of its own, for its classes alone, and stop in order. */
  private static void train(List<String> options) {
    try {
      var folder = Files.createTempDirectory("genii-first-");
      var data = folder.resolve("data");
      var log = folder.resolve("log");
      var first =
          process(options, Map.of("GENII_DATA_DIR", data.toString()), "--rehearse")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        await().atMost(START_LIMIT).until(() -> !first.isAlive());
      } finally {
        first.destroy();
        first.onExit().join();
      }
      if (first.exitValue() != 0) {
        throw new IllegalStateException("it ended: " + Files.readString(log));
      }
      DataFolder.open(data).delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A port on which, and on the next few, nothing listens now: below those that Linux gives to
   * outgoing connections, so that none of them takes it before the system does.
   */
  static int freePort() {
    for (var tries = 0; tries < 100; tries++) {
      var port = FIRST + NEXT * ThreadLocalRandom.current().nextInt(PLACES);
      if (IntStream.range(port, port + NEXT).allMatch(LocalSystem::isFree)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port was found on 127.0.0.1");
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}

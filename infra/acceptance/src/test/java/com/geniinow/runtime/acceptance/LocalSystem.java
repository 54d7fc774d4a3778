package com.geniinow.runtime.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
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

  private LocalSystem() {}

  static ProcessBuilder process(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("com.geniinow.runtime.local.LocalRuntime");
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder;
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

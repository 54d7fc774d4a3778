package com.geniinow.runtime.servers;

import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports on 127.0.0.1 that nobody listens on. */
final class Ports {
  /** Below the range from which Linux picks the ports of outgoing connections. */
  private static final int FIRST_OF_TESTS = 20_000;

  private static final int TESTS = 10_000;
  private static final int TRIES = 100;

  private Ports() {}

  /** The preferred port, or the first free one of the hundred after it. */
  static int preferably(int port) {
    for (int candidate = port; candidate < port + TRIES; candidate++) {
      if (isFree(candidate)) {
        return candidate;
      }
    }
    throw new ServerStartException(
        "All ports from %d to %d are taken.".formatted(port, port + TRIES - 1));
  }

  /** Some free port, another one each time, so that test runs side by side seldom meet. */
  static int any() {
    for (var i = 0; i < TRIES; i++) {
      int candidate = FIRST_OF_TESTS + ThreadLocalRandom.current().nextInt(TESTS);
      if (isFree(candidate)) {
        return candidate;
      }
    }
    throw new ServerStartException("No free port was found on 127.0.0.1.");
  }

  static boolean isFree(int port) {
    try (var socket =
        new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}

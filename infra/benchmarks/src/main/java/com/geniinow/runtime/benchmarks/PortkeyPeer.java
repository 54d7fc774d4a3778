package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Another gateway, from npm: it passes calls on, and holds, counts and records nothing. */
final class PortkeyPeer implements AutoCloseable {
  private static final String PACKAGE = "@portkey-ai/gateway@1.15.2";

  /** Of its web server an older one: with later ones the peer fails at every stream. */
  private static final String PARTS = "{\"overrides\": {\"@hono/node-server\": \"1.13.8\"}}";

  private static final Duration LONGEST_START = Duration.ofSeconds(30);

  private final Process process;
  private final int port;

  PortkeyPeer(Path folder) {
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("package.json"), PARTS);
      run(folder, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", PACKAGE);
      process =
          new ProcessBuilder(
                  "node",
                  "node_modules/@portkey-ai/gateway/build/start-server.js",
                  "--port=" + port,
                  "--headless")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("portkey.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    awaitReady();
  }

  private static void run(Path folder, String... command) throws IOException {
    try {
      var ended =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (ended != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " failed; --no-peer does without");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitReady() {
    long end = System.nanoTime() + LONGEST_START.toNanos();
    while (System.nanoTime() < end) {
      try (var socket = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException e) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
    throw new IllegalStateException("the peer was not ready within " + LONGEST_START);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
  }
}

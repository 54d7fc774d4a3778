package com.geniinow.runtime.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** A redis-server of one test's own, to be set up badly, halted or killed. */
public final class DisposableRedis implements AutoCloseable {
  private final Process process;
  private final int port;

  /**
   * Starts it and waits until it is ready.
   *
   * @param options further arguments of redis-server
   */
  public DisposableRedis(String... options) {
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        new ArrayList<>(
            List.of("redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", ""));
    command.addAll(List.of(options));
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      var lines = process.inputReader();
      String line;
      while ((line = lines.readLine()) != null && !line.contains("Ready to accept")) {}

    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String redisUrl() {
    return "redis://127.0.0.1:" + port;
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

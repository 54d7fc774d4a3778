package com.geniinow.runtime.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Redis with an append-only file, never dropping a key for want of memory. */
final class RedisServer extends ChildServer {
  private static final int PROBE_MILLIS = 1_000;

  private final Path program;
  private final Path folder;
  private final int port;
  private final Path pidFile;

  RedisServer(Path program, Path folder, int port, Path log) {
    super("Redis", "TERM", log);
    this.program = program;
    this.folder = folder;
    this.port = port;
    this.pidFile = folder.resolve("pid");
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  List<String> command() {
    return List.of(
        program.toString(),
        "--bind",
        "127.0.0.1",
        "--port",
        Integer.toString(port),
        "--dir",
        folder.toString(),
        "--appendonly",
        "yes",
        "--save",
        "",
        "--maxmemory-policy",
        "noeviction",
        // A title would hide the command line, by which we know a process of ours again.
        "--set-proc-title",
        "no",
        "--daemonize",
        "no",
        "--logfile",
        "");
  }

  @Override
  boolean answers() {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
          PROBE_MILLIS);
      socket.setSoTimeout(PROBE_MILLIS);
      socket.getOutputStream().write("INFO server\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
      // The number of the process, because someone else's Redis may have been faster on the port.
      var mine = "process_id:" + Files.readString(pidFile) + "\r\n";
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.contains(mine);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  long predecessor() {
    try {
      long pid = Long.parseLong(Files.readString(pidFile).strip());
      return Processes.isAliveWith(pid, folder.toString()) ? pid : 0;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  @Override
  void started(long pid) {
    try {
      Files.writeString(pidFile, Long.toString(pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

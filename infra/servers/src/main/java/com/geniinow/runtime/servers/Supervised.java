package com.geniinow.runtime.servers;

import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server process that can't outlive this JVM.
 *
 * <p>A small shell stands between the two. It reads a pipe that only this JVM holds open: when the
 * pipe closes, because we ask or because the JVM was killed, the shell stops the server. Both are
 * in a session of their own, so Ctrl-C in the terminal reaches this JVM alone, which can then
 * finish its work before the server goes.
 */
final class Supervised {
  private static final String SHELL =
      """
      signal=$1 log=$2
      shift 2
      exec 3<&0 </dev/null
      "$@" >>"$log" 2>&1 3<&- &
      child=$!
      echo "$child"
      (
        exec >/dev/null 2>&1
        while read -r line <&3; do :; done
        kill -s "$signal" "$child"
        tenths=0
        while [ "$tenths" -lt 150 ] && kill -0 "$child"; do
          sleep 0.1
          tenths=$((tenths + 1))
        done
        kill -s KILL "$child"
      ) &
      watcher=$!
      exec 3<&- >/dev/null
      wait "$child"
      code=$?
      kill -s KILL "$watcher" 2>/dev/null
      exit "$code"
      """;
  private static final long STOP_SECONDS = 20;

  /** Keeps the pipes reachable: a collected one would close, and its server would stop. */
  private static final Set<Supervised> RUNNING = ConcurrentHashMap.newKeySet();

  private final Process shell;
  private final ProcessHandle server;

  private Supervised(Process shell, ProcessHandle server) {
    this.shell = shell;
    this.server = server;
  }

  /**
   * Starts {@code command}; its output is appended to {@code log}.
   *
   * @param stopSignal the signal's name that makes the server end in order, such as {@code INT}
   */
  static Supervised start(List<String> command, String stopSignal, Path log) {
    List<String> line =
        new ArrayList<>(List.of("setsid", "sh", "-c", SHELL, "genii", stopSignal, log.toString()));
    line.addAll(command);
    try {
      var shell = Commands.builder(line).redirectErrorStream(true).start();
      var output = shell.inputReader(StandardCharsets.UTF_8);
      var first = output.readLine();
      if (first == null || !first.matches("\\d+")) {
        throw new ServerStartException("Starting " + command.get(0) + " failed: " + first + ".");
      }
      var server = ProcessHandle.of(Long.parseLong(first)).orElseGet(shell::toHandle);
      var started = new Supervised(shell, server);
      RUNNING.add(started);
      started.whenEnded(() -> RUNNING.remove(started));
      return started;
    } catch (IOException e) {
      throw new ServerStartException("Starting " + command.get(0) + " failed: " + e + ".", e);
    }
  }

  boolean isAlive() {
    return shell.isAlive();
  }

  long pid() {
    return server.pid();
  }

  /** Runs {@code then} when the server has ended, for whatever reason, on a thread of its own. */
  void whenEnded(Runnable then) {
    Thread.ofPlatform()
        .daemon()
        .name("await-" + pid())
        .start(
            () -> {
              try {
                shell.waitFor();
                then.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** Has the shell stop the server and waits for both. */
  void stop() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!shellEnded()) {
      kill();
    }
  }

  void kill() {
    List<Long> family;
    try (var descendants = server.descendants()) {
      var all = Stream.concat(Stream.of(server), descendants).toList();
      all.forEach(ProcessHandle::destroyForcibly);
      family = all.stream().map(ProcessHandle::pid).toList();
    }
    // Asked of /proc, because the JVM waits long for processes that are not its children.
    Waiting.until(
        () -> family.stream().allMatch(Processes::hasEnded), Duration.ofSeconds(STOP_SECONDS));
    shellEnded();
  }

  private boolean shellEnded() {
    try {
      return shell.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

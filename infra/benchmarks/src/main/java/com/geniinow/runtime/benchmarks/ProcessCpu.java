package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Processor time as Linux counts it in {@code /proc}, in seconds with a grain of 10 ms. */
final class ProcessCpu {
  /** The kernel's unit in /proc, the same on every Linux of today whatever its timer does. */
  private static final double TICKS_PER_SECOND = 100;

  private static final Path PROC = Path.of("/proc");

  private ProcessCpu() {}

  /**
   * One line of {@code /proc/PID/stat}.
   *
   * @param own time of the process's threads, dead ones included
   * @param reaped time of its children that have ended
   */
  record Stat(long pid, String name, long parent, double own, double reaped) {
    /** Reads a line; the name may hold spaces and brackets, so its end is the last bracket. */
    static Stat parse(String line) {
      var open = line.indexOf('(');
      var close = line.lastIndexOf(')');
      if (open < 0 || close < open) {
        throw new IllegalArgumentException("not a line of /proc/PID/stat: " + line);
      }
      var rest = line.substring(close + 2).split(" ");
      return new Stat(
          Long.parseLong(line.substring(0, open).strip()),
          line.substring(open + 1, close),
          Long.parseLong(rest[1]),
          (Long.parseLong(rest[11]) + Long.parseLong(rest[12])) / TICKS_PER_SECOND,
          (Long.parseLong(rest[13]) + Long.parseLong(rest[14])) / TICKS_PER_SECOND);
    }
  }

  /** A process with its children, ended ones included; 0 when it is gone. */
  static double ofTree(long pid) {
    return read(pid)
        .map(
            root ->
                root.own()
                    + root.reaped()
                    + all().stream().filter(s -> s.parent() == pid).mapToDouble(Stat::own).sum())
        .orElse(0.0);
  }

  /** A process without its children; 0 when it is gone. */
  static double of(long pid) {
    return read(pid).map(Stat::own).orElse(0.0);
  }

  /** The threads of a process whose names begin with one of these. */
  static double ofThreads(long pid, String... names) {
    try (var threads = Files.list(PROC.resolve(pid + "/task"))) {
      return threads
          .flatMap(thread -> readThread(thread.resolve("stat")).stream())
          .filter(stat -> Stream.of(names).anyMatch(stat.name()::startsWith))
          .mapToDouble(Stat::own)
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  /** The children of a process that have ended; 0 when it is gone. */
  static double ofEndedChildren(long pid) {
    return read(pid).map(Stat::reaped).orElse(0.0);
  }

  /** All cores together, idle time and waiting for disks left out. */
  static double ofMachine() {
    try {
      var fields =
          Files.readAllLines(PROC.resolve("stat"))
              .get(0)
              .substring("cpu ".length())
              .strip()
              .split(" +");
      double busy = 0;
      for (var i = 0; i < 8; i++) {
        busy += i == 3 || i == 4 ? 0 : Long.parseLong(fields[i]);
      }
      return busy / TICKS_PER_SECOND;
    } catch (IOException e) {
      return 0;
    }
  }

  static Optional<Stat> read(long pid) {
    return readThread(PROC.resolve(pid + "/stat"));
  }

  private static Optional<Stat> readThread(Path file) {
    try {
      return Optional.of(Stat.parse(Files.readString(file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<Stat> all() {
    List<Stat> found = new ArrayList<>();
    try (var entries = Files.list(PROC)) {
      entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> Character.isDigit(name.charAt(0)))
          .forEach(name -> read(Long.parseLong(name)).ifPresent(found::add));
      return found;
    } catch (IOException e) {
      return found;
    }
  }
}

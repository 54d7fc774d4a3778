package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.platform.web.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoublePredicate;

/** The figures of one benchmark, as a table for people and a file for later comparison. */
final class Report {
  private final String benchmark;
  private final Instant at;
  private final Map<String, String> machine;
  private final List<String> lines = new ArrayList<>();
  private final Map<String, Object> results = new LinkedHashMap<>();

  Report(String benchmark, Clock clock) {
    this.benchmark = benchmark;
    this.at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    this.machine = Machine.describe();
  }

  /** A step, to be seen while it runs. */
  @SuppressWarnings("SystemOut") // this is a command-line program
  static void progress(String line) {
    System.out.println("  " + line);
  }

  /** A heading inside the table. */
  void section(String title) {
    add("");
    add(title);
    add(row("figure", "measured", "target", "verdict"));
  }

  /** A figure that has no target. */
  void figure(String name, String value) {
    add(row(name, value, "-", ""));
  }

  /** A figure beside its target. */
  void figure(String name, double value, String target, DoublePredicate met) {
    add(row(name, format(value), target, met.test(value) ? "met" : "MISSED"));
  }

  /** Seen at once, since a run may be broken off, and in the table at the end. */
  private void add(String line) {
    lines.add(line);
    progress(line);
  }

  /** A result for the file. */
  void result(String name, Object value) {
    results.put(name, value);
  }

  static String format(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.2f", value);
  }

  private static String row(String name, String value, String target, String verdict) {
    return String.format(Locale.ROOT, "  %-44s %16s %12s  %s", name, value, target, verdict)
        .stripTrailing();
  }

  /** Prints the table and writes the file; answers where. */
  @SuppressWarnings("SystemOut")
  Path finish() {
    System.out.println();
    System.out.printf("%s  %s  commit %s%n", benchmark, at, machine.get("commit"));
    System.out.printf(
        "%s cores, %s, Linux %s, Java %s%n",
        machine.get("cores"), machine.get("memory"), machine.get("kernel"), machine.get("java"));
    lines.forEach(System.out::println);
    var document = new LinkedHashMap<String, Object>();
    document.put("benchmark", benchmark);
    document.put("at", at.toString());
    document.put("machine", machine);
    document.put("results", results);
    var file = folder().resolve(benchmark + "-" + at.toString().replace(":", "") + ".json");
    try {
      Files.writeString(
          file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.println();
    System.out.println("written to " + Project.root().relativize(file));
    return file;
  }

  /** Where results are kept, made if need be. */
  static Path folder() {
    try {
      return Files.createDirectories(Project.root().resolve("infra/benchmarks/results"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package com.geniinow.runtime.benchmarks;

import java.util.Map;

/** Visits to the first screen, each in a browser that has kept nothing, and then once more. */
final class ConsoleVisits {
  /** Milliseconds within which a screen must be there. */
  static final int TARGET_MS = 1_000;

  private final Chromium chromium;
  private final Servers servers;
  private final RuntimeUnderTest runtime;
  private final Report report;

  ConsoleVisits(Chromium chromium, Servers servers, RuntimeUnderTest runtime, Report report) {
    this.chromium = chromium;
    this.servers = servers;
    this.runtime = runtime;
    this.report = report;
  }

  void warmUp(String token, int times) {
    Report.progress("warming up with %d visits".formatted(times));
    for (var n = 0; n < times; n++) {
      try (var tab = chromium.tab(runtime.port(), token)) {
        tab.open();
      }
    }
  }

  void measure(String who, String token, int rounds) {
    Report.progress("the fleet as " + who);
    var usable = new Latencies();
    var answered = new Latencies();
    var shown = new Latencies();
    var again = new Latencies();
    double requests = 0;
    double reads = 0;
    double kilobytes = 0;
    double heap = 0;
    var cpu =
        new CpuMeter().watch("runtime", runtime::cpu).watch("postgresql", servers::postgresCpu);
    for (var n = 0; n < rounds; n++) {
      try (var tab = chromium.tab(runtime.port(), token)) {
        cpu.begin();
        tab.open();
        cpu.end();
        record(usable, tab.usable());
        record(answered, tab.answered());
        record(shown, tab.shown());
        requests = tab.requests();
        reads = tab.reads().size();
        kilobytes = tab.bytes() / 1024;
        heap = Math.max(heap, tab.heap());
        tab.open();
        record(again, tab.shown());
      }
    }
    report.section("the first screen as %s, %d visits".formatted(who, rounds));
    target(report, "something can be read and clicked: p50 ms", usable.percentile(50));
    target(report, "... the slowest", usable.percentile(100));
    target(report, "it says how the fleet stands, with agents: p50 ms", answered.percentile(50));
    target(report, "... the slowest", answered.percentile(100));
    target(report, "all of it is there: p50 ms", shown.percentile(50));
    target(report, "... the slowest", shown.percentile(100));
    report.figure("... with files that were kept: p50 ms", Report.format(again.percentile(50)));
    report.figure("requests, of them to the API", "%.0f, %.0f".formatted(requests, reads));
    report.figure("KB that came in", Report.format(kilobytes));
    report.figure("heap, at most MB", Report.format(heap));
    for (var name : new String[] {"runtime", "postgresql"}) {
      double each = 1000 * cpu.seconds().getOrDefault(name, 0.0) / rounds;
      report.figure("CPU ms each: " + name, Report.format(each));
      report.result(who + ", CPU ms each: " + name, each);
    }
    report.result(
        who,
        Map.of(
            "usable",
            usable.asMap(),
            "answered",
            answered.asMap(),
            "shown",
            shown.asMap(),
            "again",
            again.asMap()));
  }

  static void record(Latencies latencies, double milliseconds) {
    latencies.record((long) (milliseconds * 1_000_000));
  }

  static void target(Report report, String name, double milliseconds) {
    report.figure(name, milliseconds, "< " + TARGET_MS, ms -> ms < TARGET_MS);
  }
}

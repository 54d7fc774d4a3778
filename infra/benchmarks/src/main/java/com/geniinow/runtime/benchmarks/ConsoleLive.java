package com.geniinow.runtime.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The fleet's screen while tasks come in: what it reads how often, and how soon it shows them. */
final class ConsoleLive {
  private static final int TARGET_SECONDS = 10; // between two readings of the same
  private static final int CHANGES = 6;
  private static final int SETTLE_SECONDS = 15;
  private static final String DEAD_LETTERS = "document.querySelector('tbody td:nth-child(4)')";

  private final Chromium chromium;
  private final Servers servers;
  private final RuntimeUnderTest runtime;
  private final Report report;

  ConsoleLive(Chromium chromium, Servers servers, RuntimeUnderTest runtime, Report report) {
    this.chromium = chromium;
    this.servers = servers;
    this.runtime = runtime;
    this.report = report;
  }

  /** Keeps the last agent out of the load: whatever changes of it is looked for. */
  void run(List<UUID> agents, int rate, int seconds) {
    Report.progress("%d tasks a second for %d s".formatted(rate, 2 * seconds));
    var busy = agents.subList(0, agents.size() - 1).stream().map(runtime::submission).toList();
    report.section("while %d tasks a second come in".formatted(rate));
    try (var load = new SteadyLoad(runtime.port(), rate, busy);
        var idle = chromium.tab(runtime.port(), runtime.adminToken())) {
      idle.leaveAlone(SETTLE_SECONDS);
      var without = cores(idle, seconds);
      try (var tab = chromium.tab(runtime.port(), runtime.adminToken())) {
        tab.open();
        tab.leaveAlone(SETTLE_SECONDS);
        var from = tab.now();
        var with = cores(tab, seconds);
        again(tab.reads().stream().filter(read -> read.at() >= from).toList(), seconds);
        for (var name : with.keySet()) {
          report.figure(
              "cores used, %s: without, with a console".formatted(name),
              Report.format(without.getOrDefault(name, 0.0))
                  + " / "
                  + Report.format(with.getOrDefault(name, 0.0)));
        }
        report.result("cores", Map.of("without", without, "with", with));
        changes(tab, agents.getLast(), agents.size());
        report.figure("heap after it, MB", Report.format(tab.heap()));
      }
      report.figure("tasks that came in", Integer.toString(load.accepted()));
    }
  }

  private Map<String, Double> cores(ConsoleTab tab, int seconds) {
    var cpu =
        new CpuMeter().watch("runtime", runtime::cpu).watch("postgresql", servers::postgresCpu);
    cpu.begin();
    tab.leaveAlone(seconds);
    cpu.end();
    Map<String, Double> cores = new HashMap<>();
    for (var name : List.of("runtime", "postgresql")) {
      cores.put(name, cpu.seconds().getOrDefault(name, 0.0) / seconds);
    }
    return cores;
  }

  /** The pages of a list are one reading. */
  private void again(List<ConsoleTab.Read> reads, int seconds) {
    Map<String, Double> last = new HashMap<>();
    var least = Double.MAX_VALUE;
    var which = "";
    double bytes = 0;
    for (var read : reads) {
      bytes += read.bytes();
      if (read.path().endsWith("&cursor")) {
        continue;
      }
      var before = last.put(read.path(), read.at());
      if (before != null && read.at() - before < least) {
        least = read.at() - before;
        which = read.path();
      }
    }
    double minutes = seconds / 60.0;
    report.figure("requests a minute", Report.format(reads.size() / minutes));
    report.figure("MB a minute", Report.format(bytes / (1 << 20) / minutes));
    report.figure(
        "s between two readings of the same, least",
        least == Double.MAX_VALUE ? seconds : least / 1_000,
        ">= " + TARGET_SECONDS,
        s -> s >= TARGET_SECONDS);
    report.figure("... of", which.isEmpty() ? "-" : which);
    report.result("requests a minute", reads.size() / minutes);
    report.result("least s between two readings", least / 1_000);
  }

  /** A task of the last agent is given up; seconds from its submission until its row says so. */
  private void changes(ConsoleTab tab, UUID agent, int number) {
    Report.progress("%d changes".formatted(CHANGES));
    tab.time(
        """
        { const i = document.querySelector('input[type=search]'); i.value = '%s';
          i.dispatchEvent(new InputEvent('input', { bubbles: true })); }"""
            .formatted(ConsoleRows.name(number)),
        "document.querySelectorAll('tbody tr').length === 1");
    var failing =
        HttpConnection.request(
            "POST",
            "/api/tasks",
            runtime.agentToken(agent),
            "{\"type\":\"simulate\",\"payload\":{\"fail_attempts\":9,\"retryable\":false},"
                + "\"estimated_tokens\":10}");
    var shown = new Latencies();
    for (var n = 0; n < CHANGES; n++) {
      var before = tab.text(DEAD_LETTERS + ".textContent");
      long start = System.nanoTime();
      runtime.send(failing, 202);
      tab.time("", DEAD_LETTERS + ".textContent !== '%s'".formatted(before));
      shown.record(System.nanoTime() - start);
    }
    report.figure(
        "s from a task until its agent's row says so: p50",
        Report.format(shown.percentile(50) / 1_000));
    report.figure("... the slowest", Report.format(shown.percentile(100) / 1_000));
    report.result("a change is shown", shown.asMap());
  }
}

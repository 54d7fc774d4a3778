package com.geniinow.runtime.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Submissions accepted over HTTP by a runtime with no worker beside it, in turns with pgbench
 * running the same SQL on the same server, so that both meet the same disturbances.
 */
final class SubmitBenchmark {
  private static final int TARGET_PER_SECOND = 1000;
  private static final int PRD_PER_MINUTE = 1000;
  private static final double TARGET_P99_MS = 50;

  private final Clock clock;
  private final int seconds;
  private final int slices;
  private final int warmUp;
  private final int agents;
  private final int rate;
  private final List<Integer> clients;
  private final boolean peer;
  private final boolean profile;
  private final String jvm;

  SubmitBenchmark(Options options, Clock clock) {
    this.clock = clock;
    seconds = options.number("seconds", 30);
    slices = options.number("slices", 3);
    warmUp = options.number("warm-up", 20);
    agents = options.number("agents", 50);
    rate = options.number("rate", 2500);
    clients = options.numbers("clients", "8,64");
    peer = !options.flag("no-peer");
    profile = options.flag("profile");
    jvm = options.text("jvm", "-Xmx1g");
    options.refuseOthers();
  }

  void run() {
    var report = new Report("submit", clock);
    var jvmOptions = new ArrayList<>(List.of(jvm.split(" ")));
    if (profile) {
      jvmOptions.add(
          "-XX:StartFlightRecording=settings=profile,maxsize=500m,filename="
              + Report.folder().resolve("submit.jfr"));
    }
    try (var servers = new Servers();
        var runtime = new RuntimeUnderTest(servers, jvmOptions)) {
      warmUp(runtime);
      for (int count : clients) {
        measure(servers, runtime, count, report);
      }
    }
    report.finish();
  }

  private void warmUp(RuntimeUnderTest runtime) {
    var rounds = rounds(runtime, warmUp);
    Report.progress("warming up for %d s".formatted(warmUp));
    new ClosedLoop(runtime.port(), 32, rounds).run(Duration.ofSeconds(warmUp));
  }

  private Rounds rounds(RuntimeUnderTest runtime, int duration) {
    int perRound = agents * Rounds.TASKS_PER_AGENT;
    int rounds = (rate * duration + perRound - 1) / perRound;
    Report.progress("provisioning %d agents".formatted(rounds * agents));
    return new Rounds(
        runtime.provision(rounds * agents).stream().map(runtime::submission).toList(), agents);
  }

  private void measure(Servers servers, RuntimeUnderTest runtime, int count, Report report) {
    var requests = rounds(runtime, seconds);
    var loop = new ClosedLoop(runtime.port(), count, requests);
    var cpu =
        new CpuMeter()
            .watch("runtime", runtime::cpu)
            .watch("postgresql", servers::postgresCpu)
            .watch("redis", servers::redisCpu)
            .watch("load", () -> ProcessCpu.of(ProcessHandle.current().pid()));
    var latencies = new Latencies();
    var statuses = new TreeMap<Integer, Long>();
    double elapsed = 0;
    for (int slice = 0; slice < slices; slice++) {
      Report.progress("%d clients, slice %d of %d".formatted(count, slice + 1, slices));
      cpu.begin();
      var result = loop.run(Duration.ofMillis(seconds * 1000L / slices));
      cpu.end();
      latencies.add(result.latencies());
      result.statuses().forEach((s, n) -> statuses.merge(s, n, Long::sum));
      elapsed += result.seconds();
    }
    report(report, count, latencies, statuses, elapsed, cpu);
  }

  private void report(
      Report report,
      int count,
      Latencies latencies,
      Map<Integer, Long> statuses,
      double elapsed,
      CpuMeter cpu) {
    long accepted = statuses.getOrDefault(202, 0L);
    double perSecond = accepted / elapsed;
    report.section(
        "%d clients, %d agents, %d x %d s".formatted(count, agents, slices, seconds / slices));
    report.figure(
        "accepted per second", perSecond, ">= " + TARGET_PER_SECOND, v -> v >= TARGET_PER_SECOND);
    report.figure(
        "accepted per minute", perSecond * 60, ">= " + PRD_PER_MINUTE, v -> v >= PRD_PER_MINUTE);
    report.figure("p50 ms", Report.format(latencies.percentile(50)));
    report.figure("p99 ms", latencies.percentile(99), "< 50", v -> v < TARGET_P99_MS);
    report.figure("p99.9 ms", Report.format(latencies.percentile(99.9)));
    report.figure("refused or failed", latencies.count() - accepted, "0", v -> v == 0);
    var perOperation = new LinkedHashMap<String, Double>();
    cpu.seconds()
        .forEach(
            (name, used) -> {
              double millis = 1000 * used / Math.max(1, accepted);
              perOperation.put(name, millis);
              report.figure(
                  name.equals(CpuMeter.OTHERS)
                      ? "machine used by others, cores"
                      : "CPU ms each: " + name,
                  Report.format(name.equals(CpuMeter.OTHERS) ? used / elapsed : millis));
            });
    report.result(
        count + "_clients",
        Map.of(
            "accepted_per_second", perSecond,
            "latency", latencies.asMap(),
            "statuses", statuses,
            "cpu_ms_each", perOperation,
            "seconds", elapsed));
  }
}

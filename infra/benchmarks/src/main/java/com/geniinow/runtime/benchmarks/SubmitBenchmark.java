package com.geniinow.runtime.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Submissions accepted over HTTP by a runtime with no worker beside it, in turns with pgbench
 * running the same SQL on the same server, so that both meet the same disturbances.
 */
final class SubmitBenchmark {
  private static final int TARGET_PER_SECOND = 1000;
  private static final int FLOOR_PER_MINUTE = 1000;
  private static final double TARGET_P99_MS = 50;
  private static final int WARM_UP_CLIENTS = 32;

  private final Clock clock;
  private final int sliceSeconds;
  private final int slices;
  private final int warmUp;
  private final int agents;
  private final int rate;
  private final List<Integer> clients;
  private final boolean peer;
  private final String peerSession;
  private final String peerScript;
  private final boolean profile;
  private final String jvm;

  SubmitBenchmark(Options options, Clock clock) {
    this.clock = clock;
    slices = options.number("slices", 3);
    sliceSeconds = Math.max(1, options.number("seconds", 30) / slices);
    warmUp = options.number("warm-up", 40);
    agents = options.number("agents", 50);
    rate = options.number("rate", 2500);
    clients = options.numbers("clients", "8,64");
    peer = !options.flag("no-peer");
    peerSession = options.text("peer-session", "");
    peerScript = options.text("peer-script", "");
    profile = options.flag("profile");
    jvm = options.text("jvm", "-Xmx1g");
    options.refuseOthers();
  }

  void run() {
    var report = new Report("submit", clock);
    try (var servers = new Servers();
        var runtime = new RuntimeUnderTest(servers, jvmOptions())) {
      Report.progress("warming up for %d s".formatted(warmUp));
      new ClosedLoop(runtime.port(), WARM_UP_CLIENTS, rounds(runtime, warmUp))
          .run(Duration.ofSeconds(warmUp));
      var pgbench = peer ? new PgBench(servers, agents, peerScript, peerSession) : null;
      for (int count : clients) {
        measure(servers, runtime, pgbench, count, report);
      }
    }
    report.finish();
  }

  private List<String> jvmOptions() {
    // So that the compilers' threads live on and their time can be told from the rest.
    var options = new ArrayList<>(List.of("-XX:-UseDynamicNumberOfCompilerThreads"));
    options.addAll(List.of(jvm.split(" ")));
    if (profile) {
      options.add("-XX:FlightRecorderOptions=stackdepth=256");
      options.add(
          "-XX:StartFlightRecording=settings=profile,maxsize=500m,filename="
              + Report.folder().resolve("submit.jfr"));
    }
    return options;
  }

  private Rounds rounds(RuntimeUnderTest runtime, int duration) {
    int perRound = agents * Rounds.TASKS_PER_AGENT;
    int rounds = (rate * duration + perRound - 1) / perRound;
    Report.progress("provisioning %d agents".formatted(rounds * agents));
    return new Rounds(
        runtime.provision(rounds * agents).stream().map(runtime::submission).toList(), agents);
  }

  private void measure(
      Servers servers,
      RuntimeUnderTest runtime,
      @org.jspecify.annotations.Nullable PgBench pgbench,
      int count,
      Report report) {
    var loop = new ClosedLoop(runtime.port(), count, rounds(runtime, sliceSeconds * slices));
    long self = ProcessHandle.current().pid();
    var ours =
        new Side(
            new CpuMeter()
                .watch("runtime", runtime::cpu)
                .part("runtime, compiling", runtime::compilerCpu)
                .part("runtime, collecting", runtime::gcCpu)
                .watch("postgresql", servers::postgresCpu)
                .watch("redis", servers::redisCpu)
                .watch("load generator", () -> ProcessCpu.of(self)));
    var peers =
        new Side(
            new CpuMeter()
                .watch("postgresql", servers::postgresCpu)
                .watch("load generator", () -> ProcessCpu.ofEndedChildren(self)));
    for (var slice = 0; slice < slices; slice++) {
      Report.progress("%d clients, slice %d of %d".formatted(count, slice + 1, slices));
      ours.run(
          () -> {
            var result = loop.run(Duration.ofSeconds(sliceSeconds));
            ours.add(result.latencies(), result.count(202), result.seconds());
          });
      if (pgbench != null) {
        runtime.process().pause();
        try {
          peers.run(
              () -> {
                var result = pgbench.run(count, sliceSeconds);
                peers.add(result.latencies(), result.latencies().count(), result.seconds());
              });
        } finally {
          runtime.process().resume();
        }
      }
    }
    report(report, count, ours, peers);
  }

  private void report(Report report, int count, Side ours, Side peers) {
    report.section(
        "%d clients, %d agents, %d x %d s".formatted(count, agents, slices, sliceSeconds));
    report.figure(
        "accepted per second",
        ours.perSecond(),
        ">= " + TARGET_PER_SECOND,
        v -> v >= TARGET_PER_SECOND);
    report.figure(
        "accepted per minute",
        ours.perSecond() * 60,
        ">= " + FLOOR_PER_MINUTE,
        v -> v >= FLOOR_PER_MINUTE);
    report.figure("p99 ms", ours.latencies().percentile(99), "< 50", v -> v < TARGET_P99_MS);
    report.figure("refused or failed", ours.latencies().count() - ours.done(), "0", v -> v == 0);
    ours.describe(report, "");
    report.result(count + "_clients", ours.asMap());
    if (peers.done() > 0) {
      report.figure("pgbench, same SQL: per second", Report.format(peers.perSecond()));
      peers.describe(report, "pgbench: ");
      report.figure("ratio to pgbench", Report.format(ours.perSecond() / peers.perSecond()));
      report.result(
          count + "_clients_pgbench",
          Map.of("measured", peers.asMap(), "ratio", ours.perSecond() / peers.perSecond()));
    }
  }
}

package com.geniinow.runtime.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * What quota admission costs inside a submission. The decision (loading the quota, reserving) is
 * timed by the runtime itself; what its event and rows add in PostgreSQL is the difference between
 * pgbench running a submission's SQL with and without them, in turns.
 */
final class AdmissionBenchmark {
  private static final double TARGET_P99_MS = 5;
  private static final String WITHOUT_QUOTA = "submission_without_quota.sql";

  private final Clock clock;
  private final int clients;
  private final int agents;
  private final int rate;
  private final int warmUp;
  private final int seconds;
  private final int slices;

  AdmissionBenchmark(Options options, Clock clock) {
    this.clock = clock;
    clients = options.number("clients", 4);
    agents = options.number("agents", 50);
    rate = options.number("rate", 2500);
    warmUp = options.number("warm-up", 30);
    slices = options.number("slices", 3);
    seconds = Math.max(1, options.number("seconds", 15) / slices);
    options.refuseOthers();
  }

  void run() {
    var report = new Report("admission", clock);
    try (var servers = new Servers();
        var runtime = new RuntimeUnderTest(servers, List.of("-Xmx1g"))) {
      load(runtime, warmUp);
      var before = PrometheusHistogram.read(runtime.port(), "genii_quota_admission_seconds");
      load(runtime, seconds * slices);
      var decisions =
          PrometheusHistogram.read(runtime.port(), "genii_quota_admission_seconds").minus(before);
      report.section("the decision, %d clients, %d agents".formatted(clients, agents));
      double p99 = 1000 * decisions.percentile(99);
      report.figure("p99 ms, at most", p99, "< 5", v -> v < TARGET_P99_MS);
      report.figure("p50 ms, at most", Report.format(1000 * decisions.percentile(50)));
      report.figure("mean ms", Report.format(1000 * decisions.mean()));
      report.figure("decisions", Long.toString(decisions.count()));
      report.result("decision_p99_ms", p99);
      inPostgres(servers, runtime, report);
    }
    report.finish();
  }

  private void load(RuntimeUnderTest runtime, int duration) {
    int perRound = agents * Rounds.TASKS_PER_AGENT;
    int rounds = (rate * duration + perRound - 1) / perRound;
    Report.progress("%d clients for %d s".formatted(clients, duration));
    var requests = runtime.provision(rounds * agents).stream().map(runtime::submission).toList();
    new ClosedLoop(runtime.port(), clients, new Rounds(requests, agents))
        .run(Duration.ofSeconds(duration));
  }

  private void inPostgres(Servers servers, RuntimeUnderTest runtime, Report report) {
    var whole = new PgBench(servers, agents, PgBench.SUBMISSION, "");
    var without = new PgBench(servers, agents, WITHOUT_QUOTA, "");
    runtime.process().pause();
    try {
      var with = side(servers);
      var less = side(servers);
      for (var slice = 0; slice < slices; slice++) {
        turn(with, whole);
        turn(less, without);
      }
      report.section("its rows in PostgreSQL, 1 client, by difference");
      double millis = with.latencies().mean() - less.latencies().mean();
      report.figure("mean ms added", millis, "< 5", v -> v < TARGET_P99_MS);
      with.describe(report, "whole submission: ");
      less.describe(report, "without admission: ");
      report.result("rows_mean_ms", millis);
    } finally {
      runtime.process().resume();
    }
  }

  private void turn(Side side, PgBench pgbench) {
    side.run(
        () -> {
          var result = pgbench.run(1, seconds);
          side.add(result.latencies(), result.latencies().count(), result.seconds());
        });
  }

  private static Side side(Servers servers) {
    return new Side(new CpuMeter().watch("postgresql", servers::postgresCpu));
  }
}

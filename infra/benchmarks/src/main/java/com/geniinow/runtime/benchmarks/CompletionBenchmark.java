package com.geniinow.runtime.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * From a task's submission to its completion, with a worker process and an executor that does
 * nothing: the latency of one task at a time, then the rate of as many as the system takes.
 */
final class CompletionBenchmark {
  private static final double TARGET_P50_MS = 25;
  private static final double TARGET_P99_MS = 100;
  private static final String COMPLETED =
      "SELECT count(*) FROM agent_tasks WHERE status = 'completed'";

  private final Clock clock;
  private final int warmUp;
  private final int tasks;
  private final int seconds;
  private final int clients;
  private final int agents;
  private final int slots;
  private final boolean impatient;

  CompletionBenchmark(Options options, Clock clock) {
    this.clock = clock;
    warmUp = options.number("warm-up", 40);
    tasks = options.number("tasks", 1000);
    seconds = options.number("seconds", 30);
    clients = options.number("clients", 16);
    agents = options.number("agents", 100);
    slots = options.number("slots", 16);
    impatient = options.flag("impatient");
    options.refuseOthers();
  }

  void run() {
    var report = new Report("e2e", clock);
    try (var servers = new Servers();
        var runtime = new RuntimeUnderTest(servers, java.util.List.of("-Xmx1g"));
        var worker = runtime.startWorker(slots, servers.log("worker"))) {
      var requests = runtime.provision(agents).stream().map(runtime::submission).toList();
      var next = new AtomicInteger();
      var hasty =
          new ClosedLoop(
              runtime.port(), clients, () -> requests.get(next.getAndIncrement() % agents));
      var loop = impatient ? hasty : hasty.patient();
      Report.progress("warming up for %d s".formatted(warmUp));
      loop.run(Duration.ofSeconds(warmUp));
      OneAtATime.awaitNoneOpen(servers);
      worker.mustRun();
      unloaded(servers, runtime, requests, report);
      loaded(servers, runtime, loop, worker, report);
    }
    report.finish();
  }

  private void unloaded(
      Servers servers, RuntimeUnderTest runtime, java.util.List<byte[]> requests, Report report) {
    Report.progress("%d tasks, one at a time".formatted(tasks));
    var one = new OneAtATime();
    one.run(servers, runtime.port(), requests, tasks);
    var completed = one.completed;
    var answered = one.answered;
    report.section("submitted to completed, one at a time, %d tasks".formatted(tasks));
    report.figure("p50 ms", completed.percentile(50), "< 25", v -> v < TARGET_P50_MS);
    report.figure("p99 ms", completed.percentile(99), "< 100", v -> v < TARGET_P99_MS);
    report.figure("p99.9 ms", Report.format(completed.percentile(99.9)));
    report.figure("of it until the answer 202: p50 ms", Report.format(answered.percentile(50)));
    report.result("unloaded", Map.of("completed", completed.asMap(), "answered", answered.asMap()));
  }

  private void loaded(
      Servers servers,
      RuntimeUnderTest runtime,
      ClosedLoop loop,
      JavaProcess worker,
      Report report) {
    Report.progress("%d clients for %d s".formatted(clients, seconds));
    long self = ProcessHandle.current().pid();
    var side =
        new Side(
            new CpuMeter()
                .watch("runtime", runtime::cpu)
                .watch("worker", () -> ProcessCpu.of(worker.pid()))
                .watch("postgresql", servers::postgresCpu)
                .watch("redis", servers::redisCpu)
                .watch("load generator", () -> ProcessCpu.of(self)));
    long before = servers.number(COMPLETED);
    side.run(
        () -> {
          long start = System.nanoTime();
          var submissions = loop.run(Duration.ofSeconds(seconds));
          OneAtATime.awaitNoneOpen(servers);
          double took = (System.nanoTime() - start) / 1e9;
          side.add(submissions.latencies(), servers.number(COMPLETED) - before, took);
          report.section(
              "%d clients, %d agents, %d slots, %d s".formatted(clients, agents, slots, seconds));
          report.figure("accepted", Long.toString(submissions.count(202)));
          report.figure("refused for a full queue", Long.toString(submissions.count(429)));
        });
    report.figure("completed per second, to the last", Report.format(side.perSecond()));
    side.describe(report, "submission: ");
    report.result("loaded", side.asMap());
  }
}

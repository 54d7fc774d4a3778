package com.geniinow.runtime.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a system does while no agent does anything: PostgreSQL's commits, Redis's commands and
 * everybody's processor time; and how soon it is awake: from a task's submission to its completion,
 * each after a time of silence.
 */
final class IdleBenchmark {
  private static final double MOST_COMMITS = 5;
  private static final double MOST_PERCENT = 1;
  private static final String COMMITS =
      "SELECT sum(xact_commit + xact_rollback)::bigint FROM pg_stat_database";
  private static final int WARM_UP_TASKS = 500;

  private final Clock clock;
  private final int settle;
  private final int seconds;
  private final int rounds;
  private final int silence;
  private final boolean statements;

  IdleBenchmark(Options options, Clock clock) {
    this.clock = clock;
    settle = options.number("settle", 90);
    seconds = options.number("seconds", 120);
    rounds = options.number("rounds", 20);
    silence = options.number("silence", 10);
    statements = options.flag("statements");
    options.refuseOthers();
  }

  void run() {
    var report = new Report("idle", clock);
    try (var servers = new Servers();
        var runtime = new RuntimeUnderTest(servers, List.of("-Xmx1g"));
        var worker = runtime.startWorker(16, servers.log("worker"))) {
      var request = List.of(runtime.submission(runtime.provision(1).getFirst()));
      Report.progress("warming up with %d tasks".formatted(WARM_UP_TASKS));
      runtime.send(request.getFirst(), 202);
      OneAtATime.awaitNoneOpen(servers); // the worker may not be there yet
      new OneAtATime().run(servers, runtime.port(), request, WARM_UP_TASKS);
      Report.progress("nothing for %d s, so that it comes to rest".formatted(settle));
      rest(settle);
      worker.mustRun();
      measure(servers, runtime, worker, report);
      if (statements) {
        IdleStatements.print(servers, seconds);
      }
      wake(servers, runtime, request, report);
    }
    report.finish();
  }

  private void measure(
      Servers servers, RuntimeUnderTest runtime, JavaProcess worker, Report report) {
    Report.progress("nothing for %d s".formatted(seconds));
    var meter =
        new CpuMeter()
            .watch("runtime", runtime::cpu)
            .part("  of it compiling", runtime::compilerCpu)
            .watch("worker", () -> ProcessCpu.of(worker.pid()))
            .watch("postgresql", servers::postgresCpu)
            .watch("redis", servers::redisCpu);
    long commits = servers.number(COMMITS);
    long commands = servers.redisCommands();
    long start = System.nanoTime();
    meter.begin();
    rest(seconds);
    meter.end();
    double took = (System.nanoTime() - start) / 1e9;
    double perSecond = (servers.number(COMMITS) - commits) / took;
    double redis = (servers.redisCommands() - commands) / took;
    Map<String, Double> percent = new LinkedHashMap<>();
    meter.seconds().forEach((name, used) -> percent.put(name, 100 * used / took));
    double all =
        percent.getOrDefault("runtime", 0.0)
            + percent.getOrDefault("worker", 0.0)
            + percent.getOrDefault("postgresql", 0.0)
            + percent.getOrDefault("redis", 0.0);
    report.section("nothing to do, one process of each kind, %d s".formatted(seconds));
    report.figure("PostgreSQL: commits a second", perSecond, "<= 5", v -> v <= MOST_COMMITS);
    report.figure("Redis: commands a second", Report.format(redis));
    report.figure("% of a core, all of these", all, "<= 1", v -> v <= MOST_PERCENT);
    percent.forEach((name, used) -> report.figure("  " + name, Report.format(used)));
    report.result("idle", Map.of("commits", perSecond, "redis", redis, "percent", percent));
  }

  private void wake(
      Servers servers, RuntimeUnderTest runtime, List<byte[]> request, Report report) {
    Report.progress("%d tasks, each after %d s of nothing".formatted(rounds, silence));
    var one = new OneAtATime();
    for (var round = 0; round < rounds; round++) {
      rest(silence);
      one.run(servers, runtime.port(), request, 1);
    }
    report.section(
        "submitted to completed after %d s of nothing, %d tasks".formatted(silence, rounds));
    report.figure("p50 ms", Report.format(one.completed.percentile(50)));
    report.figure("highest ms", Report.format(one.completed.percentile(100)));
    report.figure("of it until the answer 202: p50 ms", Report.format(one.answered.percentile(50)));
    report.result("wake", one.completed.asMap());
  }

  private static void rest(int seconds) {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(10)));
    }
  }
}

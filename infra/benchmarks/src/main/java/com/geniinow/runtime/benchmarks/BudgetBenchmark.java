package com.geniinow.runtime.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Submissions of the agents of one entity in turns: without a budget, with one that has ample room,
 * near its limit, where every reservation is alone with the budget until its commit, and with a
 * {@linkplain NaiveBudget naive locked row}.
 */
final class BudgetBenchmark {
  private static final double TARGET_RATIO = 0.8;

  /** A share of it holds the budget near its limit, and leaves room for every slice. */
  private static final long LIMIT = 1_000_000_000_000L;

  private enum Budget {
    NONE,
    AMPLE,
    NEAR,
    NAIVE
  }

  private final Clock clock;
  private final int agents;
  private final int clients;
  private final int slices;
  private final int seconds;
  private final int warmUp;

  BudgetBenchmark(Options options, Clock clock) {
    this.clock = clock;
    agents = options.number("agents", 50);
    clients = options.number("clients", 16);
    slices = options.number("slices", 6);
    seconds = options.number("slice-seconds", 4);
    warmUp = options.number("warm-up", 60);
    options.refuseOthers();
  }

  void run() {
    var report = new Report("budgets", clock);
    try (var servers = new Servers();
        var runtime = new RuntimeUnderTest(servers, List.of("-Xmx1g"))) {
      var naive = NaiveBudget.install(servers);
      Report.progress("warming up for %d s".formatted(warmUp));
      for (var from = 0; from < warmUp; from += seconds) {
        turn(runtime, naive, Budget.values()[from / seconds % Budget.values().length]);
      }
      Map<Budget, Side> sides = new EnumMap<>(Budget.class);
      for (var slice = 0; slice < slices; slice++) {
        for (var budget : Budget.values()) {
          Report.progress("%s, slice %d of %d".formatted(budget, slice + 1, slices));
          var side = sides.computeIfAbsent(budget, any -> side(servers, runtime));
          var loop = loop(runtime, naive, budget);
          side.run(
              () -> {
                var result = loop.run(Duration.ofSeconds(seconds));
                side.add(result.latencies(), result.count(202), result.seconds());
              });
        }
      }
      report(report, sides);
    }
    report.finish();
  }

  private static Side side(Servers servers, RuntimeUnderTest runtime) {
    return new Side(
        new CpuMeter().watch("runtime", runtime::cpu).watch("postgresql", servers::postgresCpu));
  }

  private void turn(RuntimeUnderTest runtime, NaiveBudget naive, Budget budget) {
    loop(runtime, naive, budget).run(Duration.ofSeconds(seconds));
  }

  /** With agents of an entity of its own, whose queues have room for the turn. */
  private ClosedLoop loop(RuntimeUnderTest runtime, NaiveBudget naive, Budget budget) {
    var entity = UUID.randomUUID();
    var fleet = runtime.provision(agents + 1, entity);
    switch (budget) {
      case NONE -> {}
      case NAIVE -> naive.of(entity);
      case AMPLE, NEAR ->
          runtime.put("/api/budgets/entities/" + entity, "{\"monthly_token_limit\":" + LIMIT + "}");
    }
    if (budget == Budget.NEAR) {
      runtime.send(runtime.submission(fleet.getLast(), LIMIT / 100 * 95), 202);
    }
    var requests = fleet.subList(0, agents).stream().map(runtime::submission).toList();
    return new ClosedLoop(runtime.port(), clients, new Rounds(requests, agents));
  }

  private void report(Report report, Map<Budget, Side> sides) {
    report.section(
        "%d agents of one entity, %d clients, %d x %d s each in turns"
            .formatted(agents, clients, slices, seconds));
    sides.forEach(
        (budget, side) -> {
          var name = budget.name().toLowerCase(java.util.Locale.ROOT) + ": ";
          report.figure(name + "accepted per second", Report.format(side.perSecond()));
          report.figure(
              name + "refused or failed",
              side.latencies().count() - side.done(),
              "0",
              failed -> failed == 0);
          side.describe(report, name);
          report.result(budget.name(), side.asMap());
        });
    double none = of(sides, Budget.NONE);
    report.figure(
        "ample room: ratio to the rate without",
        of(sides, Budget.AMPLE) / none,
        ">= " + TARGET_RATIO,
        ratio -> ratio >= TARGET_RATIO);
    report.figure(
        "near the limit: ratio to the rate without", Report.format(of(sides, Budget.NEAR) / none));
    report.figure(
        "naive locked row: ratio to the rate without",
        Report.format(of(sides, Budget.NAIVE) / none));
  }

  private static double of(Map<Budget, Side> sides, Budget budget) {
    return java.util.Objects.requireNonNull(sides.get(budget)).perSecond();
  }
}

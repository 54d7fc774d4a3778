package com.geniinow.runtime.benchmarks;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The console in a real browser over many agents and tasks: how soon each screen is there, what a
 * visit costs, and what is read again, how often, while tasks come in.
 */
final class ConsoleBenchmark {
  private static final int ENTITIES = 5; // beside the founder's, which has half of all agents
  private static final int SLOTS = 8;

  private final Clock clock;
  private final int agents;
  private final int tasks;
  private final int rounds;
  private final int warmUp;
  private final int rate;
  private final int seconds;

  ConsoleBenchmark(Options options, Clock clock) {
    this.clock = clock;
    agents = options.number("agents", 1_000);
    tasks = options.number("tasks", 100_000);
    rounds = options.number("rounds", 7);
    warmUp = options.number("warm-up", 10);
    rate = options.number("rate", 20);
    seconds = options.number("seconds", 60);
    options.refuseOthers();
  }

  void run() {
    var report = new Report("console", clock);
    try (var chromium = new Chromium();
        var servers = new Servers();
        var runtime = new RuntimeUnderTest(servers, List.of("-Xmx1g"))) {
      report.result("chromium", chromium.version());
      var entity = UUID.randomUUID();
      var ids = provision(runtime, entity);
      var entries = new ConsoleRows(servers, ids).fill(tasks);
      var admin = runtime.adminToken();
      var visits = new ConsoleVisits(chromium, servers, runtime, report);
      visits.warmUp(admin, warmUp);
      visits.measure("an administrator, %d agents".formatted(ids.size()), admin, rounds);
      visits.measure(
          "a founder, %d agents".formatted(agents / 2), runtime.founderToken(entity), rounds);
      try (var tab = chromium.tab(runtime.port(), admin)) {
        tab.open();
        new ConsoleWalk(tab, servers, report).run(ids.getFirst(), tasks / 2, entries, rounds);
      }
      try (var worker = runtime.startWorker(SLOTS, servers.log("worker"))) {
        new ConsoleLive(chromium, servers, runtime, report).run(ids, rate, seconds);
        worker.mustRun();
      }
    }
    report.finish();
  }

  private List<UUID> provision(RuntimeUnderTest runtime, UUID entity) {
    Report.progress("provisioning %d agents".formatted(agents));
    List<UUID> ids = new ArrayList<>(runtime.provision(agents / 2, entity));
    for (var n = 0; n < ENTITIES; n++) {
      ids.addAll(runtime.provision(Math.max(1, agents / 2 / ENTITIES)));
    }
    return ids;
  }
}

package com.geniinow.runtime.benchmarks;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * {@code infra/bench sealing}: what a submission costs a service that seals what agents write,
 * beside one that doesn't, in turns. Each has a store of its own, so that neither works off what
 * the other took.
 */
final class SealingBenchmark {
  /** What sealing may add to a submission's processor time in the service. */
  private static final double MOST = 1.05;

  private static final String SERVICE = "runtime";
  private static final List<String> JVM = List.of("-Xmx1g");

  /** A payload of some 200 bytes, and labels: two members are sealed. */
  private static final String BODY =
      """
      {"type":"simulate","payload":{"prompt":"%s"},"labels":{"team":"sales"},"estimated_tokens":10}\
      """
          .formatted("what is to be said ".repeat(10));

  private final Clock clock;
  private final int agents;
  private final int clients;
  private final int slices;
  private final int each;
  private final int warmUp;

  SealingBenchmark(Options options, Clock clock) {
    this.clock = clock;
    agents = options.number("agents", 20);
    clients = options.number("clients", 8);
    slices = options.number("slices", 10);
    each = options.number("slice-tasks", 1_000);
    warmUp = options.number("warm-up", 20);
    options.refuseOthers();
  }

  void run() {
    var report = new Report("sealing", clock);
    try (var clearServers = new Servers();
        var sealedServers = new Servers();
        var clear = new RuntimeUnderTest(clearServers, JVM, Map.of("GENII_MASTER_KEY", ""));
        var sealed = new RuntimeUnderTest(sealedServers, JVM)) {
      // By count and not by time: who has done less is less warm, and dearer for that.
      Report.progress("warming up with %d tasks each".formatted(warmUp * each));
      for (var turn = 0; turn < warmUp; turn++) {
        loop(clear).run(each);
        loop(sealed).run(each);
      }
      var without = side(clearServers, clear);
      var with = side(sealedServers, sealed);
      for (var slice = 0; slice < slices; slice++) {
        Report.progress("slice %d of %d".formatted(slice + 1, slices));
        turn(without, clear);
        turn(with, sealed);
      }
      mustBe(0, clearServers);
      mustBe(1, sealedServers);
      report(report, without, with);
    }
    report.finish();
  }

  private static Side side(Servers servers, RuntimeUnderTest runtime) {
    return new Side(
        new CpuMeter().watch(SERVICE, runtime::cpu).watch("postgresql", servers::postgresCpu));
  }

  private void turn(Side side, RuntimeUnderTest runtime) {
    var loop = loop(runtime);
    // An agent's key of the day is made by its first task: once a day, and not once in seven tasks.
    loop.run(2 * agents);
    side.run(
        () -> {
          var result = loop.run(each);
          side.add(result.latencies(), result.count(202), result.seconds());
        });
  }

  /** With agents whose queues have room for the turn. */
  private ClosedLoop loop(RuntimeUnderTest runtime) {
    var requests =
        runtime.provision(agents).stream().map(agent -> submission(runtime, agent)).toList();
    return new ClosedLoop(runtime.port(), clients, new Rounds(requests, agents));
  }

  private static byte[] submission(RuntimeUnderTest runtime, UUID agent) {
    return HttpConnection.request("POST", "/api/tasks", runtime.agentToken(agent), BODY);
  }

  /** What is compared must be what it is called. */
  private static void mustBe(long sealed, Servers servers) {
    long found =
        servers.number(
            "SELECT count(DISTINCT 1) FROM domain_event_entry"
                + " WHERE payload_type LIKE '%TaskSubmitted'"
                + " AND strpos(meta_data::text, 'commitments') > 0");
    if (found != sealed) {
      throw new IllegalStateException(sealed == 0 ? "events are sealed" : "no event is sealed");
    }
  }

  private void report(Report report, Side without, Side with) {
    report.section(
        "%d clients, %d agents, %d x %d tasks each in turns"
            .formatted(clients, agents, slices, each));
    describe(report, "clear: ", without);
    describe(report, "sealed: ", with);
    double ratio = of(with) / of(without);
    report.figure("CPU of the service, times as much", ratio, "<= " + MOST, v -> v <= MOST);
    report.result("clear", without.asMap());
    report.result("sealed", with.asMap());
    report.result("ratio", ratio);
  }

  private static void describe(Report report, String name, Side side) {
    side.describe(report, name);
    report.figure(
        name + "refused or failed",
        side.latencies().count() - side.done(),
        "0",
        failed -> failed == 0);
  }

  private static double of(Side side) {
    return Objects.requireNonNull(side.cpuEach().get(SERVICE));
  }
}

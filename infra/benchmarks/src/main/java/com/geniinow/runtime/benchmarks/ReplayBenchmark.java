package com.geniinow.runtime.benchmarks;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The whole store replayed by the runtime's own verifier: events per second into the shadow of the
 * read tables, and the memory that takes. The events are written by SQL, so the live tables know
 * nothing of them at first; a rebuild then fills them, and a second verification must find nothing.
 */
final class ReplayBenchmark {
  private static final int TARGET_PER_SECOND = 20_000;
  private static final int QUESTIONS = 20;

  private final Clock clock;
  private final int events;
  private final int agents;
  private final String jvm;

  ReplayBenchmark(Options options, Clock clock) {
    this.clock = clock;
    events = options.number("events", 1_000_000);
    agents = options.number("agents", 1_000);
    jvm = options.text("jvm", "-Xms256m -Xmx256m -XX:+AlwaysPreTouch");
    options.refuseOthers();
  }

  void run() {
    var report = new Report("replay", clock);
    try (var servers = new Servers()) {
      try (var runtime = runtime(servers)) {
        Report.progress("provisioning %d agents".formatted(agents));
        runtime.provision(agents);
      }
      Report.progress("writing %d events".formatted(events));
      ReplayEvents.write(servers, agents, events);
      try (var runtime = runtime(servers)) {
        measure(servers, runtime, report);
      }
    }
    report.finish();
  }

  private RuntimeUnderTest runtime(Servers servers) {
    return new RuntimeUnderTest(servers, List.of(jvm.split(" ")));
  }

  private void measure(Servers servers, RuntimeUnderTest runtime, Report report) {
    report.section("%d events of %d agents, %s".formatted(events, agents, jvm));
    var first = run("verify", runtime, "before", servers, report);
    long rebuilding = System.nanoTime();
    var rebuilt = runtime.call("POST", "/api/audit/rebuild");
    double seconds = (System.nanoTime() - rebuilding) / 1e9;
    long repaired = 0;
    for (var rows : rebuilt.path("repaired").values()) {
      repaired += rows.asLong();
    }
    report.figure("rebuild: rows put right", Report.format(repaired));
    report.figure("rebuild: seconds in all", Report.format(seconds));
    var second = run("verify", runtime, "after the rebuild", servers, report);
    report.figure("rows differing after the rebuild", differing(second), "0", value -> value == 0);
    askAboutThePast(runtime, report);
    report.result("first", figures(first));
    report.result("rebuild", Map.of("rows", repaired, "seconds", seconds));
    report.result("second", figures(second));
  }

  private JsonNode run(
      String path, RuntimeUnderTest runtime, String when, Servers servers, Report report) {
    double runtimeBefore = runtime.cpu();
    double postgresBefore = servers.postgresCpu();
    JsonNode answer;
    double grown;
    try (var memory = new MemoryWatch(runtime.process().pid())) {
      answer = runtime.call("POST", "/api/audit/" + path);
      grown = memory.growthAfterFirstQuarter();
      report.figure(when + ": peak MB of the process", Report.format(memory.peakMegabytes()));
    }
    double rate = answer.path("events").asLong() / answer.path("replay_seconds").asDouble();
    report.figure(
        when + ": events replayed per second",
        rate,
        "> " + TARGET_PER_SECOND,
        value -> value > TARGET_PER_SECOND);
    if (when.startsWith("after")) {
      // Before, code is still being compiled.
      report.figure(when + ": MB more than after a quarter", grown, "< 32", value -> value < 32);
    }
    report.figure(
        when + ": rows compared per second",
        Report.format(rows(answer) / answer.path("compare_seconds").asDouble()));
    report.figure(when + ": cpu seconds, runtime", Report.format(runtime.cpu() - runtimeBefore));
    report.figure(
        when + ": cpu seconds, postgresql", Report.format(servers.postgresCpu() - postgresBefore));
    return answer;
  }

  /** The first question about a long history cuts it into pieces; the next ones are quick. */
  private void askAboutThePast(RuntimeUnderTest runtime, Report report) {
    var agent = runtime.call("GET", "/api/agents?limit=1").at("/items/0/agent_id").asString();
    var middle = "2026-01-01T00:%02d:00Z".formatted(Math.min(59, events / agents / 5 / 120));
    var path = "/api/audit/agents/" + agent + "?as_of=";
    report.figure(
        "as of the end, asked first: ms", Report.format(milliseconds(runtime, path + "")));
    double most = 0;
    for (int n = 0; n < QUESTIONS; n++) {
      most = Math.max(most, milliseconds(runtime, path + middle));
    }
    report.figure("as of the middle, asked again: most ms", Report.format(most));
  }

  private static double milliseconds(RuntimeUnderTest runtime, String path) {
    long start = System.nanoTime();
    runtime.call("GET", path.endsWith("=") ? path.substring(0, path.indexOf('?')) : path);
    return (System.nanoTime() - start) / 1e6;
  }

  private static double rows(JsonNode answer) {
    long rows = 0;
    for (var table : answer.path("tables").values()) {
      rows += Math.max(table.path("rows").asLong(), table.path("differing").asLong());
    }
    return rows;
  }

  private static double differing(JsonNode answer) {
    long rows = 0;
    for (var table : answer.path("tables").values()) {
      rows += table.path("differing").asLong();
    }
    return rows;
  }

  private static Map<String, Object> figures(JsonNode answer) {
    return Map.of(
        "events", answer.path("events").asLong(),
        "replay_seconds", answer.path("replay_seconds").asDouble(),
        "compare_seconds", answer.path("compare_seconds").asDouble(),
        "rows", rows(answer),
        "differing", differing(answer));
  }
}

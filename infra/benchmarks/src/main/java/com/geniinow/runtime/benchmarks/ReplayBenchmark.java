package com.geniinow.runtime.benchmarks;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
  private final int history;
  private final boolean profile;
  private final String jvm;

  ReplayBenchmark(Options options, Clock clock) {
    this.clock = clock;
    events = options.number("events", 1_000_000);
    agents = options.number("agents", 1_000);
    history = options.number("history", 20_000);
    profile = options.flag("profile");
    jvm = options.text("jvm", "-Xms256m -Xmx256m -XX:+AlwaysPreTouch");
    options.refuseOthers();
  }

  void run() {
    var report = new Report("replay", clock);
    try (var servers = new Servers()) {
      UUID old;
      try (var runtime = new RuntimeUnderTest(servers, jvmOptions())) {
        Report.progress("provisioning %d agents".formatted(agents));
        old = runtime.provision(agents).getFirst();
      }
      Report.progress("writing %d events".formatted(events));
      var middle = ReplayEvents.write(servers, agents, events, old, history);
      var options = new ArrayList<>(jvmOptions());
      if (profile) {
        options.add(
            "-XX:StartFlightRecording=settings=profile,maxsize=500m,filename="
                + Report.folder().resolve("replay.jfr"));
      }
      try (var runtime = new RuntimeUnderTest(servers, options)) {
        report.section("%d events of %d agents, %s".formatted(events, agents, jvm));
        measure(servers, runtime, report);
        askAboutThePast(runtime, old, middle, report);
      }
    }
    report.finish();
  }

  private List<String> jvmOptions() {
    return List.of(jvm.split(" "));
  }

  private void measure(Servers servers, RuntimeUnderTest runtime, Report report) {
    var first = run("verify", runtime, "before", servers, report);
    var rebuilt = run("rebuild", runtime, "rebuild", servers, report);
    long repaired = 0;
    for (var rows : rebuilt.path("repaired").values()) {
      repaired += rows.asLong();
    }
    report.figure("rebuild: rows put right", Report.format(repaired));
    var second = run("verify", runtime, "after", servers, report);
    report.figure("rows differing after the rebuild", differing(second), "0", value -> value == 0);
    report.result("first", figures(first));
    report.result("rebuild", figures(rebuilt));
    report.result("rows_put_right", repaired);
    report.result("second", figures(second));
  }

  private JsonNode run(
      String path, RuntimeUnderTest runtime, String when, Servers servers, Report report) {
    var cpu =
        new CpuMeter()
            .watch("runtime", runtime::cpu)
            .part("of it compiling", runtime::compilerCpu)
            .part("of it collecting garbage", runtime::gcCpu)
            .watch("postgresql", servers::postgresCpu);
    JsonNode answer;
    double grown;
    long start = System.nanoTime();
    cpu.begin();
    try (var memory = new MemoryWatch(runtime.process().pid())) {
      answer = runtime.call("POST", "/api/audit/" + path);
      grown = memory.growthAfterFirstQuarter();
      report.figure(when + ": peak MB of the process", Report.format(memory.peakMegabytes()));
    }
    cpu.end();
    double seconds = (System.nanoTime() - start) / 1e9;
    report.figure(
        when + ": events replayed per second",
        answer.path("events").asLong() / answer.path("replay_seconds").asDouble(),
        "> " + TARGET_PER_SECOND,
        value -> value > TARGET_PER_SECOND);
    if (when.equals("after")) {
      // Before, code is still being compiled.
      report.figure(when + ": MB more than after a quarter", grown, "< 32", value -> value < 32);
    }
    report.figure(
        when + ": rows compared per second",
        Report.format(rows(answer) / answer.path("compare_seconds").asDouble()));
    report.figure(when + ": seconds in all", Report.format(seconds));
    cpu.seconds()
        .forEach(
            (name, used) ->
                report.figure(when + ": cores used, " + name, Report.format(used / seconds)));
    return answer;
  }

  /** The first question about a long history cuts it into pieces; the next ones are quick. */
  private void askAboutThePast(
      RuntimeUnderTest runtime, UUID agent, Instant middle, Report report) {
    var path = "/api/audit/agents/" + agent;
    report.figure(
        "as of now, %d events, asked first: ms".formatted(history),
        Report.format(milliseconds(runtime, path)));
    var took = new ArrayList<Double>();
    for (var n = 0; n < QUESTIONS; n++) {
      took.add(milliseconds(runtime, path + "?as_of=" + middle));
    }
    took.sort(null);
    report.figure("as of the middle: median ms", Report.format(took.get(QUESTIONS / 2)));
    report.figure("as of the middle: most ms", Report.format(took.getLast()));
  }

  private static double milliseconds(RuntimeUnderTest runtime, String path) {
    long start = System.nanoTime();
    runtime.call("GET", path);
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

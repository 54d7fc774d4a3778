package com.geniinow.runtime.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway adds to a model call, beside the bare provider and beside a gateway that only
 * passes on, in turns.
 */
final class GatewayBenchmark {
  private static final String BARE = "bare provider";
  private static final String OURS = "gateway";
  private static final String PEER = "portkey";

  private final Clock clock;
  private final int rate;
  private final int seconds;
  private final int slices;
  private final int warmUp;
  private final int warmUpRate;
  private final int latency;
  private final boolean peer;
  private final int streams;
  private final int streamSeconds;
  private final int agents;
  private final String jvm;

  GatewayBenchmark(Options options, Clock clock) {
    this.clock = clock;
    rate = options.number("rate", 200);
    slices = options.number("slices", 3);
    seconds = Math.max(1, options.number("seconds", 30) / slices);
    warmUp = options.number("warm-up", 60);
    warmUpRate = options.number("warm-up-rate", rate / 2);
    latency = options.number("latency", 100);
    peer = !options.flag("no-peer");
    streams = options.number("streams", 500);
    streamSeconds = options.number("stream-seconds", 60);
    agents = options.number("agents", 20);
    jvm = options.text("jvm", "-Xmx1g");
    options.refuseOthers();
  }

  void run() {
    var report = new Report("gateway", clock);
    try (var servers = new Servers();
        var stub = new ModelStub();
        var runtime =
            new RuntimeUnderTest(
                servers,
                List.of(jvm.split(" ")),
                Map.of("OPENAI_API_KEY", "sk-bench", "OPENAI_BASE_URL", stub.url() + "/v1"));
        var other = peer ? new PortkeyPeer(servers.folder().resolve("portkey")) : null) {
      var tokens = runtime.provision(agents).stream().map(runtime::agentToken).toList();
      Report.progress("warming up for %d s".formatted(warmUp));
      for (var streamed : List.of(false, true)) {
        ours(runtime, tokens, order(), streamed).run(warmUpRate, Duration.ofSeconds(warmUp / 2));
      }
      for (var streamed : List.of(false, true)) {
        compare(servers, stub, runtime, other, tokens, streamed, report);
      }
      new GatewayStreams(runtime, tokens, streams, streamSeconds, jvm).run(report);
    }
    report.finish();
  }

  private String order() {
    return "wait=%d pieces=20 gap=10".formatted(latency);
  }

  private static ChatLoads ours(
      RuntimeUnderTest runtime, List<String> tokens, String order, boolean streamed) {
    return new ChatLoads(
        tokens.stream()
            .map(
                token ->
                    new ChatLoad(
                        "http://127.0.0.1:" + runtime.port(),
                        order,
                        streamed,
                        "Authorization",
                        "Bearer " + token))
            .toList());
  }

  private void compare(
      Servers servers,
      ModelStub stub,
      RuntimeUnderTest runtime,
      @Nullable PortkeyPeer other,
      List<String> tokens,
      boolean streamed,
      Report report) {
    Map<String, ChatLoads> sides = new LinkedHashMap<>();
    sides.put(
        BARE,
        new ChatLoads(
            List.of(new ChatLoad(stub.url(), order(), streamed, "Authorization", "Bearer x"))));
    sides.put(OURS, ours(runtime, tokens, order(), streamed));
    if (other != null) {
      sides.put(
          PEER,
          new ChatLoads(
              List.of(
                  new ChatLoad(
                      other.url(),
                      order(),
                      streamed,
                      "Authorization",
                      "Bearer x",
                      "x-portkey-provider",
                      "openai",
                      "x-portkey-custom-host",
                      stub.url() + "/v1"))));
    }
    Map<String, Side> cpu = new LinkedHashMap<>();
    sides.keySet().forEach(name -> cpu.put(name, new Side(meter(servers, runtime, other))));
    for (var slice = 0; slice < slices; slice++) {
      for (var side : sides.entrySet()) {
        Report.progress(
            "%s, %s, slice %d of %d"
                .formatted(streamed ? "streamed" : "whole", side.getKey(), slice + 1, slices));
        var figures = Objects.requireNonNull(cpu.get(side.getKey()));
        figures.run(
            () -> {
              long before = side.getValue().calls();
              side.getValue().run(rate, Duration.ofSeconds(seconds));
              figures.add(new Latencies(), side.getValue().calls() - before, seconds);
            });
      }
    }
    report(report, sides, cpu, streamed);
  }

  private static CpuMeter meter(
      Servers servers, RuntimeUnderTest runtime, @Nullable PortkeyPeer other) {
    var meter =
        new CpuMeter().watch("runtime", runtime::cpu).watch("postgresql", servers::postgresCpu);
    return other == null ? meter : meter.watch("portkey", () -> ProcessCpu.of(other.pid()));
  }

  private void report(
      Report report, Map<String, ChatLoads> sides, Map<String, Side> cpu, boolean streamed) {
    report.section(
        "%s, %d calls/s, provider answers after %d ms"
            .formatted(streamed ? "streamed in 20 pieces, 10 ms apart" : "whole", rate, latency));
    var bare = sides.get(BARE);
    for (var name : sides.keySet()) {
      var side = sides.get(name);
      var first = side.first();
      var what = streamed ? ": first token" : ": answer";
      report.figure(
          name + what + " p50 / p99 ms",
          Report.format(first.percentile(50)) + " / " + Report.format(first.percentile(99)));
      if (name.equals(BARE) || bare == null) {
        continue;
      }
      added(report, name, streamed ? "added to the first token" : "added", first, bare.first());
      if (streamed) {
        added(report, name, "added to a piece", side.gaps(), bare.gaps());
      }
      report.figure(name + ": failed", Integer.toString(side.failed()));
      var figures = cpu.get(name);
      if (figures != null) {
        figures
            .cpuEach()
            .forEach((who, ms) -> report.figure(name + ": CPU ms each: " + who, Report.format(ms)));
      }
    }
  }

  private static void added(
      Report report, String name, String what, Latencies with, Latencies without) {
    double p50 = with.percentile(50) - without.percentile(50);
    double p99 = with.percentile(99) - without.percentile(99);
    if (name.equals(OURS)) {
      report.figure(name + ": " + what + " p50 ms", p50, "< 3", v -> v < 3);
      report.figure(name + ": " + what + " p99 ms", p99, "< 15", v -> v < 15);
    } else {
      report.figure(
          name + ": " + what + " p50 / p99 ms", Report.format(p50) + " / " + Report.format(p99));
    }
  }
}

package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Many streams that stay open, while somebody else uses the rest of the runtime. */
final class GatewayStreams {
  private static final double TARGET_P99_MS = 50;

  private final RuntimeUnderTest runtime;
  private final List<String> tokens;
  private final int streams;
  private final int seconds;
  private final String jvm;

  GatewayStreams(
      RuntimeUnderTest runtime, List<String> tokens, int streams, int seconds, String jvm) {
    this.runtime = runtime;
    this.tokens = tokens;
    this.streams = streams;
    this.seconds = seconds;
    this.jvm = jvm;
  }

  void run(Report report) {
    Report.progress("%d streams of %d s".formatted(streams, seconds));
    var order = "wait=100 pieces=%d gap=1000".formatted(seconds);
    var loads =
        new ChatLoads(
            tokens.stream()
                .map(
                    token ->
                        new ChatLoad(
                            "http://127.0.0.1:" + runtime.port(),
                            order,
                            true,
                            "Authorization",
                            "Bearer " + token))
                .toList());
    int opening = 5; // seconds
    var quiet = reads(Duration.ofSeconds(5));
    var all =
        Thread.ofPlatform().start(() -> loads.run(streams / opening, Duration.ofSeconds(opening)));
    sleep(Duration.ofSeconds(opening + 2));
    try (var memory = new MemoryWatch(runtime.process().pid())) {
      var busy = reads(Duration.ofSeconds(Math.max(1, seconds - opening - 4)));
      join(all);
      report.section("%d streams of %d s, a piece a second, %s".formatted(streams, seconds, jvm));
      report.figure(
          "streams that ended as they should", streams - loads.failed(), "all", v -> v == streams);
      report.figure("peak resident MB", memory.peakMegabytes(), "< 1500", v -> v < 1500);
      report.figure(
          "growth after the first quarter, MB",
          memory.growthAfterFirstQuarter(),
          "< 50",
          v -> v < 50);
      report.figure(
          "a read beside them p99 ms", busy.percentile(99), "< 50", v -> v < TARGET_P99_MS);
      report.figure("the same without them p99 ms", Report.format(quiet.percentile(99)));
    }
  }

  /** Reads of another agent, one after the other with a pause. */
  private Latencies reads(Duration time) {
    var agent = runtime.provision(1).getFirst();
    var request =
        HttpConnection.request(
            "GET", "/api/agents/" + agent + "/tasks", runtime.agentToken(agent), "");
    var latencies = new Latencies();
    long end = System.nanoTime() + time.toNanos();
    try (var connection = new HttpConnection(runtime.port())) {
      while (System.nanoTime() < end) {
        long from = System.nanoTime();
        connection.send(request);
        latencies.record(System.nanoTime() - from);
        sleep(Duration.ofMillis(20));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return latencies;
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.platform.web.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Lists of tasks over HTTP with very many tasks in the table, under row-level security: every
 * filter there is, by everybody who may ask, a page after the other.
 */
final class TasksBenchmark {
  /** Lists come in chunks, which the connection of other benchmarks does not read. */
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static final double TARGET_P99_MS = 50;
  private static final int PAGES = 8;

  private final Clock clock;
  private final int tasks;
  private final int agents;
  private final int rounds;
  private final int warmUp;

  TasksBenchmark(Options options, Clock clock) {
    this.clock = clock;
    tasks = options.number("tasks", 1_000_000);
    agents = options.number("agents", 200);
    rounds = options.number("rounds", 25);
    warmUp = options.number("warm-up", 8);
    options.refuseOthers();
  }

  void run() {
    var report = new Report("tasks", clock);
    try (var servers = new Servers();
        var runtime = new RuntimeUnderTest(servers, List.of("-Xmx1g"))) {
      var entity = UUID.randomUUID();
      var own = runtime.provision(Math.max(2, agents / 2), entity);
      own.addAll(runtime.provision(Math.max(2, agents / 2)));
      Report.progress("storing %d tasks of %d agents".formatted(tasks, own.size()));
      new TaskRows(servers).fill(tasks, own, 1);
      var ofAgent = "/api/agents/" + own.getFirst() + "/tasks";
      var ofOther = "/api/agents/" + own.getLast() + "/tasks";
      var admin = runtime.adminToken();
      measure(
          report,
          runtime,
          "an agent with half of all",
          ofAgent,
          runtime.agentToken(own.getFirst()));
      measure(report, runtime, "an agent with few", ofOther, runtime.agentToken(own.getLast()));
      measure(report, runtime, "a founder", "/api/tasks", runtime.founderToken(entity));
      measure(report, runtime, "an administrator", "/api/tasks", admin);
    }
    report.finish();
  }

  private void measure(
      Report report, RuntimeUnderTest runtime, String who, String path, String token) {
    report.section("%s, %d tasks, pages of 50, ms".formatted(who, tasks));
    var all = new Latencies();
    filters()
        .forEach(
            (name, query) -> {
              var latencies = new Latencies();
              for (var round = -warmUp; round < rounds; round++) {
                var taken = round < 0 ? new Latencies() : latencies;
                walk(runtime, path + "?" + query, token, taken);
              }
              all.add(latencies);
              report.figure(
                  "%s: p99 (p50 %s)".formatted(name, Report.format(latencies.percentile(50))),
                  latencies.percentile(99),
                  "< 50",
                  p99 -> p99 < TARGET_P99_MS);
              report.result(who + ", " + name, latencies.asMap());
            });
    report.figure("all of them: p99", all.percentile(99), "< 50", p99 -> p99 < TARGET_P99_MS);
    var counts = new Latencies();
    for (var round = -warmUp; round < rounds; round++) {
      var taken = round < 0 ? new Latencies() : counts;
      ask(runtime, path + "/counts", token, taken);
    }
    report.figure("counts: p50", Report.format(counts.percentile(50)));
    report.figure("counts: p99", Report.format(counts.percentile(99)));
    report.result(who + ", counts", counts.asMap());
  }

  private Map<String, String> filters() {
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var from = now.minusSeconds(tasks / 2);
    var to = now.minusSeconds(tasks / 4);
    var filters = new LinkedHashMap<String, String>();
    filters.put("none", "order=desc");
    filters.put("oldest first", "order=asc");
    filters.put("status, most", "status=completed");
    filters.put("status, 2 %", "status=dead_lettered");
    filters.put("status, few", "status=queued");
    filters.put("type, a third", "type=webhook");
    filters.put("type, few", "type=rare");
    filters.put("type, none", "type=nothing");
    filters.put("model", "model=gpt-4o");
    filters.put("failure_reason", "failure_reason=quota_exceeded");
    filters.put("created_from", "order=asc&created_from=" + from);
    filters.put("created_to", "created_to=" + to);
    filters.put("label, a quarter", "label.env=env1");
    filters.put("label, 1 of 199", "label.team=team7");
    filters.put("label, none", "label.team=nobody");
    filters.put("two labels", "label.env=env1&label.team=team7");
    filters.put("label and status", "label.env=env1&status=dead_lettered");
    filters.put("status and type", "status=cancelled&type=webhook");
    filters.put(
        "all at once",
        "status=completed&type=webhook&model=gpt-4o-mini&label.env=env1&created_from="
            + from
            + "&created_to="
            + to);
    return filters;
  }

  /** Some pages, one after the other. */
  private static void walk(
      RuntimeUnderTest runtime, String path, String token, Latencies latencies) {
    var cursor = "";
    for (var page = 0; page < PAGES; page++) {
      var answer = ask(runtime, path + cursor, token, latencies);
      var next = Json.mapper().readTree(answer).path("next_cursor");
      if (next.isNull()) {
        return;
      }
      cursor = "&cursor=" + next.asString();
    }
  }

  private static String ask(
      RuntimeUnderTest runtime, String path, String token, Latencies latencies) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + runtime.port() + path))
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      long start = System.nanoTime();
      var answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      latencies.record(System.nanoTime() - start);
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(path + " answered " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}

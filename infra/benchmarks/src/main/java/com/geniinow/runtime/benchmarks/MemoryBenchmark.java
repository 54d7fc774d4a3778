package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Memory over HTTP: key-value reads; searches of 100 agents with 1,000 memories each and of agents
 * with more and more, looked at row by row and through the index, with the recall beside exact
 * search. The embedding provider answers at once, so a search is all that the runtime does for it:
 * quota, commits and the search itself.
 */
final class MemoryBenchmark {
  private static final int TOP = 5;
  private static final Pattern ID = Pattern.compile("\"memory_id\":\"([^\"]+)\"");
  private static final String INDEX =
      """
      CREATE INDEX agent_memory_vectors_hnsw ON agent_memory_vectors
      USING hnsw (embedding halfvec_cosine_ops) WITH (m = 16, ef_construction = 100) WHERE indexed\
      """;

  private final Clock clock;
  private final int agents;
  private final int each;
  private final int large;
  private final int whole;
  private final int questions;
  private final int warmUp;
  private final int reads;
  private final List<Integer> steps;
  private final boolean searches;

  MemoryBenchmark(Options options, Clock clock) {
    this.clock = clock;
    agents = options.number("agents", 100);
    each = options.number("each", 1000);
    large = options.number("large", 100_000);
    whole = options.number("whole", 1);
    questions = options.number("questions", 400);
    warmUp = options.number("warm-up", 1500);
    reads = options.number("reads", 20_000);
    searches = !options.flag("no-search");
    steps = options.numbers("thousands", "2,5,10,20").stream().map(n -> n * 1000).toList();
    options.refuseOthers();
  }

  void run() {
    var report = new Report("memory", clock);
    var vectors = new MadeVectors(42);
    List<float[]> asked = new ArrayList<>();
    for (var n = 0; n < questions; n++) {
      asked.add(vectors.next());
    }
    try (var servers = new Servers();
        var stub = new EmbeddingStub(asked);
        var runtime =
            new RuntimeUnderTest(
                servers,
                List.of("-Xmx1g"),
                Map.of("OPENAI_API_KEY", "sk-bench", "OPENAI_BASE_URL", stub.url()))) {
      var table = new MemoryTable(servers);
      var search = new Search(runtime, table, asked);
      var ids = runtime.provision(agents + steps.size() + 1);
      keyValues(report, runtime, ids.getFirst());
      if (!searches) {
        report.finish();
        return;
      }
      Report.progress("storing %d memories of %d agents".formatted(agents * each, agents));
      var small = ids.subList(0, agents);
      small.forEach(id -> table.fill(id, each, vectors::next));
      var last = List.of(ids.getLast());
      Report.progress("storing %d memories of one agent".formatted(large));
      table.fill(ids.getLast(), large, vectors::next);
      crowd(runtime, table, vectors, agents * each + large);
      servers.execute("VACUUM ANALYZE");
      search.ask(small, Kind.SEMANTIC, warmUp);
      search.report(report, "%d agents with %d".formatted(agents, each), small, Kind.SEMANTIC, 20);
      for (var i = 0; i < steps.size(); i++) {
        var id = ids.get(agents + i);
        table.fill(id, steps.get(i), vectors::next);
        servers.execute("ANALYZE");
        var one = List.of(id);
        search.ask(one, Kind.SEMANTIC, 100);
        search.report(report, "one agent with %d".formatted(steps.get(i)), one, Kind.SEMANTIC, 200);
      }
      var many = "one agent with %d".formatted(large);
      search.ask(last, Kind.SEMANTIC, 20);
      search.report(report, many + ", each looked at", last, Kind.SEMANTIC, 200);
      search.report(report, many + ", each as of a moment", last, Kind.AS_OF, 200);
      search.ask(last, Kind.HYBRID, 20);
      search.report(report, many + ", each looked at, hybrid", last, Kind.HYBRID, 200);
      search.ask(last, Kind.FILTER, 50);
      search.report(report, many + ", a filter that one in 20 matches", last, Kind.FILTER, 50);
      search.report(report, many + ", a filter that all match", last, Kind.ALL, 200);
      search.report(report, many + ", a filter that 500 match", last, Kind.SOME, 50);
      search.report(report, many + ", a filter that none matches", last, Kind.NONE, 50);
      search.report(report, many + ", two fields that 1500 match", last, Kind.BOTH, 50);
      search.report(report, many + ", none of 19 kinds, 5000 match", last, Kind.OTHERS, 50);
      index(servers, ids.getLast());
      search.ask(last, Kind.SEMANTIC, questions);
      search.report(report, many + ", through the index", last, Kind.SEMANTIC, 20);
      search.ask(last, Kind.HYBRID, questions);
      search.report(report, many + ", hybrid", last, Kind.HYBRID, 40);
      search.report(report, many + ", by words", last, Kind.TEXT, 0);
      search.report(report, "%d agents beside it".formatted(agents), small, Kind.SEMANTIC, 20);
    }
    report.finish();
  }

  /** Foreign memories, until the table has as many as was asked for. */
  private void crowd(
      RuntimeUnderTest runtime, MemoryTable table, MadeVectors vectors, int already) {
    var missing = whole - already;
    if (missing <= 0) {
      return;
    }
    Report.progress("storing %d memories of others".formatted(missing));
    var pool = IntStream.range(0, 5_000).mapToObj(n -> vectors.next()).toList();
    var random = new Random(7);
    var others = runtime.provision((missing + each - 1) / each);
    for (var id : others) {
      table.fill(id, Math.min(each, missing), () -> pool.get(random.nextInt(pool.size())), false);
      missing -= each;
    }
  }

  /** How a question is asked. */
  private enum Kind {
    SEMANTIC("semantic", "", true),
    HYBRID("hybrid", "", false),

    /** What was current at a moment at which all were. */
    AS_OF("semantic", ",\"as_of\":\"2026-01-01T00:00:00Z\"", true),
    TEXT("text", "", false),
    FILTER("semantic", ",\"filter\":{\"kind\":\"k3\"}", false),
    ALL("semantic", ",\"filter\":{\"n\":{\"$gte\":0}}", true),

    /** Many match each end of the range. */
    SOME(
        "semantic",
        ",\"filter\":{\"$and\":[{\"n\":{\"$lt\":10000}},{\"n\":{\"$gte\":9500}}]}",
        false),

    /** The same. */
    NONE(
        "semantic",
        ",\"filter\":{\"$and\":[{\"n\":{\"$lt\":10000}},{\"n\":{\"$gte\":10000}}]}",
        false),

    /** 10,000 match one field, 15,000 the other. */
    BOTH(
        "semantic",
        ",\"filter\":{\"n\":{\"$lt\":10000},\"kind\":{\"$in\":[\"k1\",\"k2\",\"k3\"]}}",
        false),

    /** One kind of 20 is left, and no field leads there. */
    OTHERS("semantic", ",\"filter\":{\"kind\":{\"$nin\":" + kinds(19) + "}}", false);

    private final String mode;
    private final String filter;

    /** Whether what is found is compared with the nearest of all. */
    private final boolean isCompared;

    Kind(String mode, String filter, boolean isCompared) {
      this.mode = mode;
      this.filter = filter;
      this.isCompared = isCompared;
    }
  }

  private static String kinds(int count) {
    return IntStream.range(0, count)
        .mapToObj("\"k%d\""::formatted)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private void index(Servers servers, UUID agentId) {
    long start = System.nanoTime();
    Report.progress("building the index");
    servers.execute("DROP INDEX agent_memory_vectors_hnsw");
    servers.execute(
        "UPDATE agent_memory_vectors SET indexed = true WHERE agent_id = '%s'".formatted(agentId));
    servers.execute("VACUUM ANALYZE agent_memory_vectors");
    servers.execute("SET maintenance_work_mem = '1GB'; " + INDEX);
    servers.execute(
        "UPDATE agent_memory_models SET search = 'indexed' WHERE agent_id = '%s'"
            .formatted(agentId));
    Report.progress("built in %.0f s".formatted((System.nanoTime() - start) / 1e9));
  }

  private void keyValues(Report report, RuntimeUnderTest runtime, UUID agent) {
    var token = runtime.agentToken(agent);
    var path = "/api/agents/" + agent + "/memory/";
    var latencies = new Latencies();
    PrometheusHistogram before = null;
    try (var connection = new HttpConnection(runtime.port())) {
      for (var n = 0; n < 1000; n++) {
        var body = "{\"value\":{\"n\":%d,\"text\":\"%s\"}}".formatted(n, "x".repeat(200));
        must(200, connection, HttpConnection.request("PUT", path + "key" + n, token, body));
      }
      for (var n = 0; n < 2 * reads; n++) {
        if (n == reads) {
          before = served(runtime);
        }
        var request = HttpConnection.request("GET", path + "key" + n % 1000, token, "");
        long start = System.nanoTime();
        must(200, connection, request);
        if (n >= reads) { // the first half warms up
          latencies.record(System.nanoTime() - start);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    report.section("key-value reads over HTTP, one client, %d reads".formatted(reads));
    report.figure("p50 ms", Report.format(latencies.percentile(50)));
    report.figure("p99 ms", Report.format(latencies.percentile(99)));
    var server = served(runtime).minus(Objects.requireNonNull(before));
    report.figure("server side: p99 at most ms", server.percentile(99) * 1000, "<= 2", v -> v <= 2);
    report.result("key_value_read", latencies.asMap());
  }

  /** The runtime's own timer of the reads, from the first filter to the last. */
  private static PrometheusHistogram served(RuntimeUnderTest runtime) {
    return PrometheusHistogram.read(
        runtime.port(), "http_server_requests_seconds", "method=\"GET\"");
  }

  private static void must(int status, HttpConnection connection, byte[] request)
      throws IOException {
    var answered = connection.send(request);
    if (answered != status) {
      throw new IllegalStateException(answered + ": " + connection.body());
    }
  }

  /** Asks the route and compares with exact search. */
  private final class Search {
    private final RuntimeUnderTest runtime;
    private final MemoryTable table;
    private final List<float[]> asked;

    Search(RuntimeUnderTest runtime, MemoryTable table, List<float[]> asked) {
      this.runtime = runtime;
      this.table = table;
      this.asked = asked;
    }

    /** Asks so many questions of these agents in turn, and forgets the answers. */
    void ask(List<UUID> ids, Kind kind, int count) {
      ask(ids, kind, count, new Latencies());
    }

    private List<List<String>> ask(List<UUID> ids, Kind kind, int count, Latencies latencies) {
      List<List<String>> found = new ArrayList<>();
      var random = new Random(11);
      try (var connection = new HttpConnection(runtime.port())) {
        for (var n = 0; n < count; n++) {
          var id = ids.get(n % ids.size());
          var body =
              "{\"query\":\"question %d: %s\",\"top_k\":%d,\"mode\":\"%s\"%s%s}"
                  .formatted(
                      n % asked.size(),
                      MemoryTable.words(random),
                      TOP,
                      kind.mode,
                      kind.mode.equals("semantic") ? ",\"min_similarity\":-1" : "",
                      kind.filter);
          var request =
              HttpConnection.request(
                  "POST", "/api/agents/" + id + "/memory/search", runtime.agentToken(id), body);
          long start = System.nanoTime();
          must(200, connection, request);
          latencies.record(System.nanoTime() - start);
          found.add(ID.matcher(connection.body()).results().map(m -> m.group(1)).toList());
        }
        return found;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The runtime's own timer of its searches, without provider, quota and HTTP. */
    private PrometheusHistogram served(Kind kind) {
      return PrometheusHistogram.read(
          runtime.port(),
          "genii_memory_search_latency_seconds",
          "mode=\"%s\"".formatted(kind.mode));
    }

    /**
     * Asks and reports.
     *
     * @param target milliseconds that 99 of 100 searches may take; 0 for no target
     */
    void report(Report report, String title, List<UUID> ids, Kind kind, int target) {
      Report.progress(title);
      var latencies = new Latencies();
      ask(ids, kind, 1);
      var before = served(kind);
      var found = ask(ids, kind, questions, latencies);
      var served = served(kind).minus(before);
      report.section("search: " + title);
      report.figure("the route: p50 ms", Report.format(latencies.percentile(50)));
      report.figure("the route: p99 ms", Report.format(latencies.percentile(99)));
      report.figure("the search: mean ms", Report.format(served.mean() * 1000));
      report.figure("the search: p50 at most ms", Report.format(served.percentile(50) * 1000));
      double p99 = served.percentile(99) * 1000;
      Map<String, Object> figures = new LinkedHashMap<>(latencies.asMap());
      if (target > 0) {
        report.figure("the search: p99 at most ms", p99, "<= " + target, v -> v <= target);
      } else {
        report.figure("the search: p99 at most ms", Report.format(p99));
      }
      figures.put("search_p99_at_most_ms", p99);
      figures.put("search_mean_ms", served.mean() * 1000);
      if (kind.isCompared) {
        double recall = recall(ids, found);
        report.figure("recall@5", recall, ">= 0.99", v -> v >= 0.99);
        figures.put("recall_at_5", recall);
      }
      report.result(title, figures);
    }

    private double recall(List<UUID> ids, List<List<String>> found) {
      var compared = Math.min(questions, 100);
      long hits = 0;
      for (var n = 0; n < compared; n++) {
        var exact = table.exact(ids.get(n % ids.size()), asked.get(n % asked.size()), TOP);
        hits += exact.stream().filter(found.get(n)::contains).count();
      }
      return (double) hits / (TOP * compared);
    }
  }
}

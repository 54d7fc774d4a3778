package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What one agent notices of five hostile others with four tasks each: the latency of its no-op
 * tasks, one at a time, while those run, in turns with while they don't. The hostile ones are as
 * deep, as large and as odd as the runtime takes them in, and four can't be read by a worker at
 * all, as a version without bounds would have stored them.
 */
final class IsolationBenchmark {
  private static final int EACH = 4; // tasks of an agent that may run at once
  private static final double TARGET_RATIO = 2;
  private static final int UNREADABLE_LEVELS = 3_000;

  /** What the agents submit, the last one's payload replaced on its way into the table. */
  private static final List<String> PAYLOADS =
      List.of(
          "{\"duration_ms\":3000,\"deep\":" + "[".repeat(90) + "]".repeat(90) + "}",
          "{\"duration_ms\":3000,\"large\":\"" + "x".repeat(250_000) + "\"}",
          "{\"duration_ms\":3000,\"result\":{\"n\":[1e900,1e-900,12345678901234567.89]}}",
          "{\"duration_ms\":3000,\"fail_attempts\":9,\"retryable\":false}",
          "{}");

  private final Clock clock;
  private final int warmUp;
  private final int rounds;
  private final int tasks;
  private final int slots;

  IsolationBenchmark(Options options, Clock clock) {
    this.clock = clock;
    warmUp = options.number("warm-up", 1_000);
    rounds = options.number("rounds", 10);
    tasks = options.number("tasks", 50);
    slots = options.number("slots", 32);
    options.refuseOthers();
  }

  void run() {
    var report = new Report("isolation", clock);
    var alone = new OneAtATime();
    var beside = new OneAtATime();
    try (var servers = new Servers();
        var runtime = new RuntimeUnderTest(servers, List.of("-Xmx1g"));
        var worker = runtime.startWorker(slots, servers.log("worker"))) {
      var quiet = List.of(runtime.submission(runtime.provision(1).getFirst()));
      var hostile = hostile(servers, runtime);
      Report.progress("warming up with %d tasks".formatted(warmUp));
      new OneAtATime().run(servers, runtime.port(), quiet, warmUp);
      submit(runtime.port(), hostile);
      OneAtATime.awaitNoneOpen(servers);
      worker.mustRun();
      Report.progress("%d rounds of %d tasks, without and with".formatted(rounds, tasks));
      for (var n = 0; n < rounds; n++) {
        alone.run(servers, runtime.port(), quiet, tasks);
        submit(runtime.port(), hostile);
        beside.run(servers, runtime.port(), quiet, tasks);
        OneAtATime.awaitNoneOpen(servers);
      }
    }
    describe(report, alone.completed, beside.completed);
    report.finish();
  }

  private static void describe(Report report, Latencies alone, Latencies beside) {
    report.section("another agent's no-op, submitted to completed");
    for (double percent : new double[] {50, 99}) {
      var name = "p%.0f ms".formatted(percent);
      report.figure(name + " alone", Report.format(alone.percentile(percent)));
      report.figure(
          name + " beside %d hostile tasks".formatted(EACH * PAYLOADS.size()),
          Report.format(beside.percentile(percent)));
      report.figure(
          "times as long",
          beside.percentile(percent) / alone.percentile(percent),
          "< 2",
          ratio -> ratio < TARGET_RATIO);
    }
    report.result("latencies", Map.of("alone", alone.asMap(), "beside", beside.asMap()));
  }

  private static List<byte[]> hostile(Servers servers, RuntimeUnderTest runtime) {
    var agents = runtime.provision(PAYLOADS.size());
    makeUnreadable(servers, agents.getLast());
    List<byte[]> requests = new ArrayList<>();
    for (var n = 0; n < PAYLOADS.size(); n++) {
      var body =
          "{\"type\":\"simulate\",\"estimated_tokens\":10,\"payload\":%s}"
              .formatted(PAYLOADS.get(n));
      var token = runtime.agentToken(agents.get(n));
      for (var i = 0; i < EACH; i++) {
        requests.add(HttpConnection.request("POST", "/api/tasks", token, body));
      }
    }
    return requests;
  }

  /** As a version without a bound would have stored them. */
  private static void makeUnreadable(Servers servers, UUID agent) {
    try (var database = servers.superuser();
        var statement = database.createStatement()) {
      statement.execute(
          """
          CREATE FUNCTION bench_deep() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            NEW.payload := ('{"deep":' || repeat('[', %1$d) || repeat(']', %1$d) || '}')::json;
            RETURN NEW;
          END $$"""
              .formatted(UNREADABLE_LEVELS));
      statement.execute(
          """
          CREATE TRIGGER bench_deep BEFORE INSERT ON agent_tasks FOR EACH ROW
          WHEN (NEW.agent_id = '%s') EXECUTE FUNCTION bench_deep()"""
              .formatted(agent));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void submit(int port, List<byte[]> requests) {
    try (var connection = new HttpConnection(port)) {
      for (var request : requests) {
        if (connection.send(request) != 202) {
          throw new IllegalStateException("a hostile task answered " + connection.body());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

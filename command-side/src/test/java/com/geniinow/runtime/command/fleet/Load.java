package com.geniinow.runtime.command.fleet;

import com.geniinow.runtime.command.Superuser;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Agents and their tasks. */
final class Load {
  static final int TOKENS = 10;
  static final int ESTIMATE = 20;
  private static final int CLIENTS = 8;

  private final Fleet fleet;
  private final List<UUID> agents = new ArrayList<>();
  private final AtomicInteger submitted = new AtomicInteger();

  Load(Fleet fleet) {
    this.fleet = fleet;
  }

  List<UUID> agents() {
    return agents;
  }

  int submitted() {
    return submitted.get();
  }

  Load provision(int count) {
    return provision(count, Map.of());
  }

  Load provision(int count, Map<String, ?> metadata) {
    for (var n = 0; n < count; n++) {
      var agent = Map.of("monthly_token_limit", 1_000_000_000L, "metadata", metadata);
      agents.add(fleet.api(n).provision(agent));
    }
    return this;
  }

  /** Submits so many tasks, spread over the agents and both command sides, by many clients. */
  void submit(int tasks) throws Exception {
    try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Callable<Void>> calls = new ArrayList<>();
      for (var n = 0; n < tasks; n++) {
        int number = n;
        calls.add(
            () -> {
              submit(agents.get(number % agents.size()), number, number % 7);
              return null;
            });
      }
      for (Future<Void> done : clients.invokeAll(calls)) {
        done.get();
      }
    }
  }

  /** Submits one task, again and again while the queue is full or the service is busy. */
  UUID submit(UUID agent, int number, int millis) throws InterruptedException {
    var body =
        Map.of(
            "type",
            "simulate",
            "payload",
            Map.of("duration_ms", millis, "tokens", TOKENS),
            "estimated_tokens",
            ESTIMATE,
            "idempotency_key",
            "task-" + number);
    while (true) {
      try {
        var answer = fleet.api(number).asAgent(agent, "POST", "/api/tasks", body);
        if (answer.status() == 202 || answer.status() == 200) {
          submitted.incrementAndGet();
          return UUID.fromString(answer.text("task_id"));
        }
        if (answer.status() != 429 && answer.status() != 503) {
          throw new AssertionError(answer);
        }
      } catch (UncheckedIOException e) {
        // No answer in time: by its key the same task may be submitted again.
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  static long completed() {
    return Superuser.count("SELECT count(*) FROM agent_tasks WHERE status = 'completed'");
  }

  static long open() {
    return Superuser.count(
        "SELECT count(*) FROM agent_tasks WHERE status IN ('queued', 'running', 'retrying')");
  }

  static void await(String what, Duration atMost, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "%s did not come about in %s; open: %s"
                .formatted(
                    what,
                    atMost,
                    Superuser.jdbc()
                        .queryForList(
                            """
                            SELECT status, attempts, count(*), min(task_id::text) FROM agent_tasks
                            WHERE status <> 'completed' GROUP BY 1, 2""")));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}

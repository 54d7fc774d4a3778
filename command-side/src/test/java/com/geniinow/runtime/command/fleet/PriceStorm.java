package com.geniinow.runtime.command.fleet;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of many agents by many clients, each call at another process, while the price of their
 * model is raised again and again, uses are corrected and some are repriced. Every fifth task is
 * run when all of it is over; others fail once, are given up by their worker, or use more than they
 * hold.
 */
final class PriceStorm {
  private static final int CLIENTS = 12;
  private static final int TASKS_EACH = 25;

  /** Half of what an agent's tasks would hold, or about that. */
  private static final long TOKEN_LIMIT = 6_000;

  private static final BigDecimal COST_LIMIT = new BigDecimal("0.03");

  private final Fleet fleet;
  private final int tasks;
  private final String model = "storm-" + UUID.randomUUID();
  private final List<UUID> agents = new ArrayList<>();
  private final Queue<Work> late = new ConcurrentLinkedQueue<>();
  private final Map<Integer, Runnable> events = new HashMap<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicLong longestRaise = new AtomicLong();

  PriceStorm(Fleet fleet, int tasks) {
    this.fleet = fleet;
    this.tasks = tasks;
    events.put(tasks * 2 / 10, () -> raise(0, Map.of("output_usd_per_mtok", 7.0001)));
    events.put(tasks * 4 / 10, () -> raise(1, later("input_usd_per_mtok", 2.3457)));
    // Perhaps before the one that is planned is in force.
    events.put(tasks * 4 / 10 + 5, () -> raise(2, Map.of("output_usd_per_mtok", 7.9)));
    events.put(tasks * 5 / 10, () -> reprice(0, 2));
    events.put(tasks * 6 / 10, () -> raise(1, nothingKnownOfCaches()));
    events.put(tasks * 8 / 10, () -> raise(0, Map.of("output_usd_per_mtok", 9.1)));
    events.put(tasks * 8 / 10 + 1, () -> raise(2, Map.of("input_usd_per_mtok", 3.3333)));
  }

  /** A task and its number. */
  private record Work(int number, UUID task) {}

  String model() {
    return model;
  }

  List<UUID> agents() {
    return agents;
  }

  /** Comes back when each task has ended. */
  void rage() throws Exception {
    raise(
        0,
        Map.of(
            "input_usd_per_mtok", 1.2345,
            "cached_input_usd_per_mtok", 0.1235,
            "cache_write_usd_per_mtok", 1.5431,
            "output_usd_per_mtok", 4.9999));
    for (var n = 0; n < Math.max(4, tasks / TASKS_EACH); n++) {
      agents.add(
          fleet
              .api(n)
              .provision(
                  n % 2 == 0
                      ? Map.of("monthly_token_limit", TOKEN_LIMIT)
                      : Map.of("monthly_cost_limit_usd", COST_LIMIT)));
    }
    List<Callable<Void>> calls = new ArrayList<>();
    for (var n = 0; n < tasks; n++) {
      int number = n;
      calls.add(() -> play(number));
    }
    inParallel(calls);
    inParallel(late.stream().<Callable<Void>>map(work -> () -> finish(work)).toList());
  }

  @Override
  public String toString() {
    return "%d tasks of %d agents, %d of them refused; the slowest raise took %d ms"
        .formatted(tasks, agents.size(), refused.get(), longestRaise.get() / 1_000_000);
  }

  private static void inParallel(List<Callable<Void>> calls) throws Exception {
    try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (Future<Void> done : clients.invokeAll(calls)) {
        done.get();
      }
    }
  }

  private @Nullable Void play(int number) throws InterruptedException {
    events.getOrDefault(number, () -> {}).run();
    if (number % 12 == 3) {
      correct(number);
    }
    var task = submit(number);
    if (task == null) {
      refused.incrementAndGet();
    } else if (number % 5 == 1) {
      late.add(new Work(number, task));
    } else {
      finish(new Work(number, task));
    }
    return null;
  }

  /** Null where the quota refuses it. */
  private @Nullable UUID submit(int number) throws InterruptedException {
    var body =
        Map.of(
            "type",
            "simulate",
            "model",
            model,
            "estimated_tokens",
            estimate(number),
            "idempotency_key",
            "task-" + number);
    while (true) {
      var answer = fleet.api(number).asAgent(agent(number), "POST", "/api/tasks", body);
      if (answer.status() == 202 || answer.status() == 200) {
        return UUID.fromString(answer.text("task_id"));
      }
      if (answer.text("reason").equals("quota_exceeded")) {
        return null;
      }
      mustBeBusy(answer);
    }
  }

  private @Nullable Void finish(Work work) throws InterruptedException {
    while (true) {
      var api = fleet.api(work.number() + 1);
      var started = api.asWorker("POST", attempts(work), Map.of("worker_id", "storm"));
      if (started.status() == 201) {
        if (isReported(work, started.body().path("attempt").asInt())) {
          return null;
        }
      } else if (isOver(api, work)) {
        return null;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static boolean isOver(Api api, Work work) {
    var status = api.asAdmin("GET", "/api/tasks/" + work.task(), null).text("status");
    return status.equals("completed") || status.equals("dead_lettered");
  }

  /** Reports an attempt's end, or nothing; whether the task has ended with it. */
  private boolean isReported(Work work, int attempt) {
    if (attempt == 1 && work.number() % 100 == 7) {
      return false;
    }
    var usage = usage(work.number());
    var api = fleet.api(work.number() + 2);
    var path = attempts(work) + "/" + attempt;
    if (attempt == 1 && work.number() % 9 == 4) {
      api.asWorker(
          "POST", path + "/fail", Map.of("error", "once", "retryable", true, "usage", usage));
      return false;
    }
    return api.asWorker("POST", path + "/complete", Map.of("result", "done", "usage", usage))
            .status()
        == 200;
  }

  private Map<String, ?> usage(int number) {
    long held = estimate(number);
    long input = held * 3 / 5;
    long output = held - input - number % 40;
    return Map.of(
        "model",
        model,
        "input_tokens",
        number % 13 == 5 ? 8 * held : input,
        "cached_input_tokens",
        input / 3,
        "cache_write_tokens",
        input / 5,
        "output_tokens",
        output,
        "reasoning_tokens",
        output / 4);
  }

  private static long estimate(int number) {
    return 200 + number % 300;
  }

  private UUID agent(int number) {
    return agents.get(number % agents.size());
  }

  private static String attempts(Work work) {
    return "/internal/tasks/" + work.task() + "/attempts";
  }

  private void raise(int process, Map<String, ?> change) {
    var body = new HashMap<String, @Nullable Object>(change);
    body.put("reason", "raised");
    long start = System.nanoTime();
    var answer = fleet.api(process).asAdmin("PUT", "/api/prices/" + model, body);
    longestRaise.accumulateAndGet(System.nanoTime() - start, Math::max);
    must(200, answer);
  }

  private static Map<String, ?> later(String price, double usd) {
    return Map.of(price, usd, "valid_from", Instant.now().plusSeconds(2).toString());
  }

  private static Map<String, ?> nothingKnownOfCaches() {
    var change = new HashMap<String, @Nullable Object>();
    change.put("cached_input_usd_per_mtok", null);
    change.put("cache_write_usd_per_mtok", null);
    change.put("output_usd_per_mtok", 8.2);
    return change;
  }

  private void reprice(int process, int version) {
    var body =
        Map.of(
            "from",
            "2020-01-01T00:00:00Z",
            "to",
            Instant.now().toString(),
            "version",
            version,
            "reason",
            "in between");
    must(202, fleet.api(process).asAdmin("POST", "/api/prices/" + model + "/reprice", body));
  }

  /** Up or down, of tokens or of dollars; down as far as there is something. */
  private void correct(int number) {
    var amounts =
        List.of(
            Map.of("tokens", -300),
            Map.of("tokens", 100),
            Map.of("cost_usd", new BigDecimal("-0.0005")),
            Map.of("cost_usd", new BigDecimal("0.0002")));
    var body = new HashMap<String, Object>(amounts.get(number / 12 % amounts.size()));
    body.put("reason", "counted wrong");
    var path = "/api/agents/" + agent(number) + "/quota/corrections";
    var answer = fleet.api(number).asAdmin("POST", path, body);
    if (answer.status() != 409) {
      must(201, answer);
    }
  }

  private static void mustBeBusy(Answer answer) throws InterruptedException {
    if (answer.status() != 429 && answer.status() != 503) {
      throw new AssertionError(answer);
    }
    TimeUnit.MILLISECONDS.sleep(100);
  }

  private static void must(int status, Answer answer) {
    if (answer.status() != status) {
      throw new AssertionError(answer);
    }
  }
}

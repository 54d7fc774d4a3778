package com.geniinow.runtime.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The internal API as the worker sees it: claims, results, heartbeats. */
final class CommandSideStub implements AutoCloseable {
  /** As the command side answers while one agent's turn does not come. */
  static final int BUSY = -503;

  private static final JsonMapper JSON = JsonMapper.shared();

  final List<JsonNode> claims = new CopyOnWriteArrayList<>();
  final List<Integer> reportBatches = new CopyOnWriteArrayList<>();
  final List<Integer> beatBatches = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final Deque<String> waiting = new ArrayDeque<>();
  private final Map<String, List<String>> claimed = new ConcurrentHashMap<>();
  private final Map<UUID, List<JsonNode>> reports = new ConcurrentHashMap<>();
  private final Map<UUID, Integer> beats = new ConcurrentHashMap<>();
  private final Map<UUID, UnaryOperator<JsonNode>> answers = new ConcurrentHashMap<>();
  private final Map<UUID, Deque<Integer>> troubles = new ConcurrentHashMap<>();
  private final Map<UUID, String> stops = new ConcurrentHashMap<>();
  private final Deque<Integer> claimTroubles = new ArrayDeque<>();
  private volatile boolean beatsFail;
  private volatile @Nullable UUID lostAnswer;

  CommandSideStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/internal/claims", exchange -> answer(exchange, this::claim));
    server.createContext("/internal/results", exchange -> answer(exchange, this::results));
    server.createContext("/internal/heartbeats", exchange -> answer(exchange, this::heartbeats));
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A task that is handed out as its first attempt, and whose reports are all taken. */
  UUID task(String payload, int leaseSeconds) {
    var task = UUID.randomUUID();
    prepare(task);
    add(task, payload, leaseSeconds);
    return task;
  }

  /** One that is not there yet. */
  UUID later() {
    var task = UUID.randomUUID();
    prepare(task);
    return task;
  }

  private void prepare(UUID task) {
    reports.put(task, new CopyOnWriteArrayList<>());
  }

  void add(UUID task, String payload, int leaseSeconds) {
    synchronized (waiting) {
      waiting.add(
          """
          {"attempt":1,"lease_seconds":%d,"reserved":{"tokens":100,"cost_usd":0.5},
           "task":{"task_id":"%s","agent_id":"%s","type":"simulate","payload":%s,"model":null,
             "estimated_tokens":100,"created_at":"2026-03-01T12:00:00Z"}}
          """
              .formatted(leaseSeconds, task, UUID.randomUUID(), payload));
      waiting.notifyAll();
    }
  }

  /** How its reports are answered, each by itself; null for a whole request that is refused. */
  void onReport(UUID task, int status, String reason) {
    answers.put(
        task, report -> JSON.createObjectNode().put("status", status).put("reason", reason));
  }

  /** Takes a failure of this text alone. */
  void takesOnly(UUID task, String error) {
    answers.put(
        task,
        report ->
            JSON.createObjectNode()
                .put("status", report.path("error").asString("").equals(error) ? 200 : 400)
                .put("reason", "invalid_request"));
  }

  /** Its next reports fail with these, together with whatever comes in the same request. */
  void reportsFail(UUID task, Integer... statuses) {
    troubles.put(task, new ArrayDeque<>(List.of(statuses)));
  }

  /** The next claims fail with these. */
  void claimsFail(Integer... statuses) {
    synchronized (waiting) {
      claimTroubles.addAll(List.of(statuses));
    }
  }

  void beatsFail() {
    beatsFail = true;
  }

  void onBeat(UUID task, String reason) {
    stops.put(task, reason);
  }

  /** The claim that takes this task is not answered the first time. */
  void losesAnswerOf(UUID task) {
    lostAnswer = task;
  }

  List<JsonNode> reports(UUID task) {
    return List.copyOf(reports.get(task));
  }

  List<JsonNode> reports(UUID task, String outcome) {
    return reports(task).stream()
        .filter(report -> report.path("outcome").asString("").equals(outcome))
        .toList();
  }

  int beats(UUID task) {
    return beats.getOrDefault(task, 0);
  }

  long claimsOf(UUID task) {
    return claimed.values().stream()
        .filter(items -> items.stream().anyMatch(item -> item.contains(task.toString())))
        .count();
  }

  private record Answer(int status, String body) {}

  private interface Route {
    @Nullable Answer of(JsonNode body) throws InterruptedException;
  }

  private void answer(HttpExchange exchange, Route route) throws IOException {
    try (exchange) {
      var body = JSON.readTree(exchange.getRequestBody().readAllBytes());
      var answer = route.of(body);
      if (answer != null) {
        var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Answer claim(JsonNode body) throws InterruptedException {
    claims.add(body);
    var key = body.path("claim_key").asString("");
    List<String> items = new ArrayList<>();
    synchronized (waiting) {
      if (!claimTroubles.isEmpty()) {
        return new Answer(claimTroubles.remove(), "{}");
      }
      var again = claimed.get(key);
      if (again != null) {
        return new Answer(200, "{\"items\":[" + String.join(",", again) + "]}");
      }
      var end = System.nanoTime() + body.path("wait_ms").asLong() * 1_000_000;
      for (var left = end - System.nanoTime();
          waiting.isEmpty() && left > 1_000_000;
          left = end - System.nanoTime()) {
        waiting.wait(left / 1_000_000);
      }
      while (!waiting.isEmpty() && items.size() < body.path("max").asInt()) {
        items.add(waiting.remove());
      }
    }
    if (!items.isEmpty()) {
      claimed.put(key, items);
    }
    var lost = lostAnswer;
    if (lost != null && items.stream().anyMatch(item -> item.contains(lost.toString()))) {
      lostAnswer = null;
      return null;
    }
    return new Answer(200, "{\"items\":[" + String.join(",", items) + "]}");
  }

  private Answer results(JsonNode body) {
    reportBatches.add(body.path("items").size());
    var trouble = 0;
    var items = JSON.createArrayNode();
    for (var item : body.path("items")) {
      var task = UUID.fromString(item.path("task_id").asString());
      reports.get(task).add(item);
      var own = troubles.get(task);
      if (own != null && !own.isEmpty()) {
        trouble = own.size() > 1 ? own.remove() : own.peek();
        if (trouble == 0) {
          own.clear();
        }
      }
      var answer = answers.get(task);
      items.add(answer == null ? JSON.createObjectNode().put("status", 200) : answer.apply(item));
    }
    return trouble == 0
        ? new Answer(200, JSON.createObjectNode().set("items", items).toString())
        : trouble == BUSY
            ? new Answer(503, "{\"status\":503,\"agent_busy\":true}")
            : new Answer(trouble, "{}");
  }

  private Answer heartbeats(JsonNode body) {
    beatBatches.add(body.path("items").size());
    var items = JSON.createArrayNode();
    for (var item : body.path("items")) {
      var task = UUID.fromString(item.path("task_id").asString());
      beats.merge(task, 1, Integer::sum);
      var stop = stops.get(task);
      items.addObject().put("action", stop == null ? "continue" : "stop").put("reason", stop);
    }
    return beatsFail
        ? new Answer(503, "{}")
        : new Answer(200, JSON.createObjectNode().set("items", items).toString());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package com.geniinow.runtime.command.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.platform.web.Json;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Somebody who is called by webhooks, and answers as the test wants it. */
final class TestReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
  private volatile Function<Call, Integer> answer = call -> 200;
  private volatile String location = "";
  private final AtomicInteger arrived = new AtomicInteger();

  /** A call as it came. */
  record Call(String path, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(one -> one.getKey().equalsIgnoreCase(name))
          .map(one -> one.getValue().getFirst())
          .findFirst()
          .orElse("");
    }

    JsonNode json() {
      return Json.mapper().readTree(body);
    }

    String text(String field) {
      return json().path(field).asString("");
    }
  }

  TestReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 200);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      var call =
          new Call(
              exchange.getRequestURI().toString(), Map.copyOf(exchange.getRequestHeaders()), body);
      arrived.incrementAndGet();
      var gate = held.get(call.path());
      if (gate != null) {
        gate.await();
      }
      int status = answer.apply(call);
      calls.add(call);
      if (status >= 300 && status < 400) {
        exchange.getResponseHeaders().add("Location", location);
      }
      exchange.sendResponseHeaders(status, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** What it answers from now on. */
  void answers(Function<Call, Integer> how) {
    answer = how;
  }

  void redirectsTo(String url) {
    location = url;
    answer = call -> call.path().equals("/moved") ? 200 : 302;
  }

  /** Calls of this path wait. */
  void hold(String path) {
    held.put(path, new CountDownLatch(1));
  }

  void letGo(String path) {
    var gate = held.remove(path);
    if (gate != null) {
      gate.countDown();
    }
  }

  /** How many calls came, answered or not. */
  int arrived() {
    return arrived.get();
  }

  /** All calls that were answered, in the order of their answers. */
  List<Call> calls() {
    return List.copyOf(calls);
  }

  List<Call> calls(String path) {
    return calls.stream().filter(call -> call.path().equals(path)).toList();
  }

  /** The ids of what came to a path. */
  List<String> ids(String path) {
    return calls(path).stream().map(call -> call.header("webhook-id")).toList();
  }

  List<Call> awaitCalls(String path, int number) {
    await().atMost(TaskClient.SOON).until(() -> calls(path).size() >= number);
    return calls(path);
  }

  @Override
  public void close() {
    held.keySet().forEach(this::letGo);
    server.stop(0);
  }
}

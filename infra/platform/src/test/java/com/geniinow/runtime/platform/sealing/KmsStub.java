package com.geniinow.runtime.platform.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Cloud KMS over HTTP: gives back what it was given for the same context, and is slow or fails as a
 * test wants it.
 */
final class KmsStub implements AutoCloseable {
  static final String KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k";

  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpServer server;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile int status = 200;
  private volatile CountDownLatch held = new CountDownLatch(0);

  KmsStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * What is configured where it is the master key.
   *
   * @param nanos by which a failure is a moment ago
   */
  MasterKeys masters(LongSupplier nanos) {
    var base = "http://127.0.0.1:" + server.getAddress().getPort();
    return new MasterKeys(new KmsMasterKey(KEY, base, () -> "", nanos), List.of());
  }

  /** How often it was called since this was asked last. */
  int calls() {
    return calls.getAndSet(0);
  }

  /** From now on it answers with that. */
  void answers(int wanted) {
    status = wanted;
  }

  /** From now on it takes calls and answers none. */
  void hold() {
    held = new CountDownLatch(1);
  }

  private void answer(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    try (exchange) {
      held.await();
      var asked = JSON.readTree(exchange.getRequestBody().readAllBytes());
      var answer = status == 200 ? answer(exchange.getRequestURI().getPath(), asked) : refused();
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A wrapped key is the context and the key. */
  private static byte[] answer(String path, JsonNode asked) {
    var context = asked.path("additionalAuthenticatedData").asString("") + ".";
    if (path.endsWith(":encrypt")) {
      var wrapped = (context + asked.path("plaintext").asString("")).getBytes(UTF_8);
      return said("ciphertext", Base64.getEncoder().encodeToString(wrapped));
    }
    var wrapped = Base64.getDecoder().decode(asked.path("ciphertext").asString(""));
    return said("plaintext", new String(wrapped, UTF_8).substring(context.length()));
  }

  private static byte[] said(String name, String text) {
    return JSON.writeValueAsBytes(Map.of(name, text));
  }

  /** As Google says it of what it didn't wrap. */
  private static byte[] refused() {
    return JSON.writeValueAsBytes(Map.of("error", Map.of("status", "INVALID_ARGUMENT")));
  }

  @Override
  public void close() {
    held.countDown();
    server.stop(0);
  }
}

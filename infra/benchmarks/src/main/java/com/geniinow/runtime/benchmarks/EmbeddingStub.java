package com.geniinow.runtime.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** Stands for the embedding provider: answers question n with vector n, at once. */
final class EmbeddingStub implements AutoCloseable {
  private static final Pattern QUESTION = Pattern.compile("question (\\d+)");

  private final HttpServer server;
  private final List<byte[]> answers;

  EmbeddingStub(List<float[]> questions) {
    // Or each answer waits 40 ms for the client's acknowledgement of its head.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    answers = questions.stream().map(EmbeddingStub::answer).toList();
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/v1/embeddings",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          var question = QUESTION.matcher(body);
          byte[] answer = question.find() ? answers.get(Integer.parseInt(question.group(1))) : null;
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(
              answer == null ? 400 : 200, answer == null ? -1 : answer.length);
          if (answer != null) {
            exchange.getResponseBody().write(answer);
          }
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  private static byte[] answer(float[] vector) {
    return ("{\"object\":\"list\",\"model\":\"m\",\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3},"
            + "\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":"
            + MemoryTable.text(vector)
            + "}]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package com.geniinow.runtime.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Chats at a rate, whether those before have been answered or not. */
final class ChatLoad {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final String[] headers;
  private final String order;
  private final boolean streamed;

  /**
   * @param order for {@link ModelStub}
   * @param headers names and values in turns
   */
  ChatLoad(String url, String order, boolean streamed, String... headers) {
    this.url = url;
    this.headers = headers;
    this.order = order;
    this.streamed = streamed;
  }

  /**
   * What came of it.
   *
   * @param first to the first piece of an answer, or the whole of one that isn't streamed
   * @param gaps between pieces
   */
  record Result(Latencies first, Latencies gaps, int failed, double seconds) {}

  /**
   * Runs to the end of the last call.
   *
   * @param later how long after the beginning the first one is due, so that several loads side by
   *     side don't come in bursts
   */
  Result run(int perSecond, Duration time, Duration later) {
    var calls = (int) (perSecond * time.toSeconds());
    var first = new Latencies();
    var gaps = new Latencies();
    var failed = new AtomicInteger();
    var done = new CountDownLatch(calls);
    long start = System.nanoTime() + later.toNanos();
    for (var n = 0; n < calls; n++) {
      long due = start + n * TimeUnit.SECONDS.toNanos(1) / perSecond;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  call(first, gaps);
                } catch (IOException | InterruptedException e) {
                  failed.incrementAndGet();
                } finally {
                  done.countDown();
                }
              });
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return new Result(first, gaps, failed.get(), (System.nanoTime() - start) / 1e9);
  }

  private void call(Latencies first, Latencies gaps) throws IOException, InterruptedException {
    var body =
        "{\"model\":\"gpt-4o\",\"max_tokens\":2000,\"messages\":[{\"role\":\"user\",\"content\":\""
            + order
            + "\"}]"
            + (streamed ? ",\"stream\":true}" : "}");
    var request =
        HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
            .header("Content-Type", "application/json")
            .headers(headers)
            .POST(BodyPublishers.ofString(body))
            .build();
    long from = System.nanoTime();
    var answer = client.send(request, BodyHandlers.ofInputStream());
    try (var lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      if (answer.statusCode() != 200) {
        throw new IOException(answer.statusCode() + ": " + lines.readLine());
      }
      long last = 0;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (streamed && !line.contains("word")) {
          continue;
        }
        long now = System.nanoTime();
        note(last == 0 ? first : gaps, now - (last == 0 ? from : last));
        last = now;
      }
    }
  }

  private static void note(Latencies latencies, long nanos) {
    synchronized (latencies) {
      latencies.record(nanos);
    }
  }
}

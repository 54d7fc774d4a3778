package peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What every peer from Maven is asked, a line at a time: {@code one N} for N jobs one after the
 * other, {@code load SECONDS CLIENTS} for as many as the clients can submit. Each answer is a line
 * of JSON.
 */
final class Harness {
  /** Jobs under way at most, so that no queue grows without end. */
  private static final int BACKLOG = 1_000;

  private final ConcurrentHashMap<String, CountDownLatch> waiting = new ConcurrentHashMap<>();
  private final Semaphore backlog = new Semaphore(BACKLOG);

  /** Submits a job; returns once it is accepted. */
  interface Peer {
    void submit(String id) throws Exception;
  }

  static int slots() {
    return Integer.parseInt(System.getenv("PEER_SLOTS"));
  }

  static HikariDataSource database(int connections) {
    var config = new HikariConfig();
    config.setJdbcUrl(System.getenv("PEER_JDBC"));
    config.setUsername(System.getenv("PEER_USER"));
    config.setPassword(System.getenv("PEER_PASSWORD"));
    config.setMaximumPoolSize(connections);
    return new HikariDataSource(config);
  }

  /** For the peer to call when a job's end is on record. */
  void completed(String id) {
    var latch = waiting.remove(id);
    if (latch != null) {
      latch.countDown();
    } else {
      backlog.release();
    }
  }

  /** Answers until its input ends. */
  void serve(Peer peer) throws Exception {
    System.out.println("{\"ready\":true}");
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var words = line.split(" ");
      System.out.println(
          words[0].equals("one")
              ? one(peer, Integer.parseInt(words[1]))
              : load(peer, Integer.parseInt(words[1]), Integer.parseInt(words[2])));
    }
    Runtime.getRuntime().halt(0);
  }

  private String one(Peer peer, int count) throws Exception {
    var millis = new StringJoiner(",", "{\"millis\":[", "]}");
    for (var n = 0; n < count; n++) {
      var id = UUID.randomUUID().toString();
      var ended = new CountDownLatch(1);
      waiting.put(id, ended);
      long begun = System.nanoTime();
      peer.submit(id);
      ended.await();
      millis.add(Double.toString((System.nanoTime() - begun) / 1e6));
    }
    return millis.toString();
  }

  private String load(Peer peer, int seconds, int clients) throws Exception {
    long begun = System.nanoTime();
    long until = begun + seconds * 1_000_000_000L;
    var sent = new AtomicLong();
    var threads = new Thread[clients];
    for (var n = 0; n < clients; n++) {
      threads[n] = Thread.ofPlatform().start(() -> client(peer, until, sent));
    }
    for (var thread : threads) {
      thread.join();
    }
    backlog.acquire(BACKLOG);
    backlog.release(BACKLOG);
    return "{\"done\":%d,\"seconds\":%s}".formatted(sent.get(), (System.nanoTime() - begun) / 1e9);
  }

  private void client(Peer peer, long until, AtomicLong sent) {
    try {
      while (System.nanoTime() < until) {
        backlog.acquire();
        sent.incrementAndGet();
        peer.submit(UUID.randomUUID().toString());
      }
    } catch (Exception e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }
}

package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/** Chats as one client, over connections that it keeps. */
final class ChatLoad {
  /** A server may close what has rested for longer. */
  private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(2);

  /** In each piece of a stream, and in nothing else. */
  private static final String PIECE = "word ";

  private final ConcurrentLinkedDeque<Kept> idle = new ConcurrentLinkedDeque<>();
  private final int port;
  private final boolean streamed;
  private final byte[] request;

  private record Kept(HttpConnection connection, long since) {}

  /**
   * @param order for {@link ModelStub}
   * @param headers names and values in turns
   */
  ChatLoad(String url, String order, boolean streamed, String... headers) {
    this.port = URI.create(url).getPort();
    this.streamed = streamed;
    var body =
        "{\"model\":\"gpt-4o\",\"max_tokens\":2000,\"messages\":[{\"role\":\"user\",\"content\":\""
            + order
            + "\"}]"
            + (streamed ? ",\"stream\":true}" : "}");
    request = HttpConnection.request("POST", "/v1/chat/completions", List.of(headers), body);
  }

  /**
   * Makes one call.
   *
   * @param first takes how long its first piece took, or the whole of one that isn't streamed
   * @param gaps takes the time between pieces
   */
  void call(Latencies first, Latencies gaps) throws IOException {
    long from = System.nanoTime();
    var connection = connection();
    var kept = false;
    try {
      var pieces = new Pieces(connection, from, first, gaps);
      int status = streamed ? connection.send(request, pieces::look) : connection.send(request);
      if (status != 200) {
        throw new IOException(status + ": " + connection.body());
      }
      if (!streamed) {
        pieces.came();
      }
      idle.addFirst(new Kept(connection, System.nanoTime()));
      kept = true;
    } finally {
      if (!kept) {
        connection.close();
      }
    }
  }

  private HttpConnection connection() throws IOException {
    for (var next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      if (System.nanoTime() - next.since() < LONGEST_REST) {
        return next.connection();
      }
      next.connection().close();
    }
    return new HttpConnection(port);
  }

  /** When the pieces of one answer came. */
  private static final class Pieces {
    private final HttpConnection connection;
    private final Latencies first;
    private final Latencies gaps;
    private final long from;
    private long last;
    private int looked;

    Pieces(HttpConnection connection, long from, Latencies first, Latencies gaps) {
      this.connection = connection;
      this.from = from;
      this.first = first;
      this.gaps = gaps;
    }

    void look() {
      int more = connection.count(PIECE, looked);
      // What is cut at the end is whole next time.
      looked = Math.max(0, connection.filled() - PIECE.length() + 1);
      for (var n = 0; n < more; n++) {
        came();
      }
    }

    void came() {
      long now = System.nanoTime();
      var latencies = last == 0 ? first : gaps;
      synchronized (latencies) {
        latencies.record(now - (last == 0 ? from : last));
      }
      last = now;
    }
  }
}

package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.platform.protocol.SseEvent;
import com.geniinow.runtime.platform.protocol.SseReader;
import com.geniinow.runtime.platform.provider.ProviderAnswer;
import com.geniinow.runtime.platform.provider.ProviderCall;
import com.geniinow.runtime.platform.provider.ProviderFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call of a provider on a thread of its own, which waits for the network, so that the client's
 * thread never waits for anything longer than it likes to. What the client doesn't take isn't read.
 */
final class Exchange implements AutoCloseable {
  /** Events that wait for the client. */
  private static final int WAITING = 16;

  private static final int MOST_OF_ANSWER = 16 << 20;
  private static final int MOST_OF_ERROR = 64 * 1024;
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);

  private final ProviderCall call;
  private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(WAITING);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean sent = true;
  private volatile boolean closed;
  private boolean left;

  /** What comes of it: a head, then a body or events, then the end. */
  sealed interface Item {
    /**
     * The head of an answer.
     *
     * @param providersId the provider's own id of the request
     */
    record Head(
        int status,
        @Nullable String contentType,
        @Nullable String retryAfter,
        @Nullable String providersId,
        boolean outOfCredit)
        implements Item {
      boolean isGood() {
        return status >= 200 && status < 300;
      }

      boolean isStream() {
        return isGood() && contentType != null && contentType.startsWith("text/event-stream");
      }
    }

    /** The whole body of an answer that is no stream; of an error its beginning. */
    record Body(byte[] bytes) implements Item {}

    /** An event of a stream. */
    record Event(SseEvent event) implements Item {}

    /** The stream's end, perhaps in the middle of an event. */
    record End(boolean brokenOff) implements Item {}

    /** Nothing more will come. */
    record Failed(IOException why) implements Item {
      boolean isNotSent() {
        return why instanceof ProviderFailure failure && failure.isNotSent();
      }

      boolean isTimeout() {
        return why instanceof ProviderFailure failure && failure.isTimeout();
      }
    }
  }

  private Exchange(ProviderCall call) {
    this.call = call;
  }

  /** Makes a call. */
  static Exchange begin(ProviderCall call) {
    var exchange = new Exchange(call);
    Thread.ofVirtual().name("provider-call").start(exchange::run);
    return exchange;
  }

  /** What comes next; null where nothing comes in time. */
  @Nullable Item poll(long nanos) {
    try {
      return items.poll(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Item.Failed(new IOException("interrupted", e));
    }
  }

  /** Ends it, and tells whether the provider may have got any of the request. */
  boolean wasSent() {
    close();
    try {
      return !over.await(1, TimeUnit.SECONDS) || sent;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /**
   * Takes nothing more of a stream whose end has come: its connection is good for the next call,
   * once the few bytes behind the end are read.
   */
  void leave() {
    left = true;
    closed = true;
    Thread.ofVirtual().name("provider-call-end").start(this::cancelIfLate);
  }

  private void cancelIfLate() {
    try {
      if (!over.await(1, TimeUnit.SECONDS)) {
        call.cancel();
      }
    } catch (InterruptedException e) {
      call.cancel();
    }
  }

  /** Ends it; once it has ended by itself, nothing. */
  @Override
  public void close() {
    if (!left) {
      closed = true;
      call.cancel();
    }
  }

  private void run() {
    try {
      put(read());
    } catch (InterruptedException e) {
      // Nobody waits any more.
    } finally {
      over.countDown();
    }
  }

  private void put(Item item) throws InterruptedException {
    while (!items.offer(item, LOOK, TimeUnit.NANOSECONDS)) {
      if (closed) {
        throw new InterruptedException();
      }
    }
  }

  private Item read() throws InterruptedException {
    try (var answer = call.open()) {
      var head = head(answer);
      put(head);
      return head.isStream() ? events(answer.body()) : body(head, answer.body());
    } catch (ProviderFailure e) {
      sent = !e.isNotSent();
      return new Item.Failed(e);
    } catch (IOException | RuntimeException e) {
      return new Item.Failed(e instanceof IOException io ? io : new IOException(e));
    }
  }

  private static Item.Head head(ProviderAnswer answer) {
    var id = answer.header("request-id");
    return new Item.Head(
        answer.status(),
        answer.header("Content-Type"),
        answer.header("Retry-After"),
        id == null ? answer.header("x-request-id") : id,
        answer.isOutOfCredit());
  }

  private Item events(InputStream body) throws IOException, InterruptedException {
    var events = new SseReader(body);
    for (var event = events.next(); event != null; event = events.next()) {
      put(new Item.Event(event));
    }
    return new Item.End(events.isBrokenOff());
  }

  private static Item body(Item.Head head, InputStream body) throws IOException {
    if (!head.isGood()) {
      return new Item.Body(body.readNBytes(MOST_OF_ERROR));
    }
    var bytes = body.readNBytes(MOST_OF_ANSWER + 1);
    if (bytes.length > MOST_OF_ANSWER) {
      throw new IOException("the answer is longer than %d bytes".formatted(MOST_OF_ANSWER));
    }
    return new Item.Body(bytes);
  }
}

package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** Bounds the bytes of all requests that wait for a provider. Safe for threads. */
@Component
class BodyRoom {
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  BodyRoom(GatewaySettings settings) {
    this.most = settings.bodyBytes();
  }

  /** Nothing yet. */
  Place open() {
    return new Place();
  }

  /** The bytes of all. */
  long taken() {
    return taken.get();
  }

  /** What one request takes. For one thread at a time. */
  final class Place implements AutoCloseable {
    private long bytes;

    /**
     * Takes more.
     *
     * @throws ProblemException 503 where there is no more
     */
    void take(long more) {
      if (taken.addAndGet(more) > most) {
        taken.addAndGet(-more);
        throw ProblemException.unavailable(
            "Too many large requests are under way; this one was not sent. Try again.");
      }
      bytes += more;
    }

    /** Gives all of it back; a second time nothing. */
    @Override
    public void close() {
      taken.addAndGet(-bytes);
      bytes = 0;
    }
  }
}

package com.geniinow.runtime.command.stream;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Who gets a stream. For the request's own thread. */
final class StreamClient {
  private final HttpServletResponse response;
  private long written = System.nanoTime();

  StreamClient(HttpServletResponse response) {
    this.response = response;
  }

  /** The head of the answer. */
  void begin() {
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream;charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    // For proxies that would keep events until there are many.
    response.setHeader("X-Accel-Buffering", "no");
  }

  /**
   * Puts bytes on their way; {@link #flush} sends them.
   *
   * @throws IOException when nobody is there to get them
   */
  void write(byte[] bytes) throws IOException {
    response.getOutputStream().write(bytes);
  }

  /** Sends what was written. */
  void flush() throws IOException {
    response.flushBuffer();
    written = System.nanoTime();
  }

  /** For how long it has got nothing, in nanoseconds. */
  long waiting() {
    return System.nanoTime() - written;
  }
}

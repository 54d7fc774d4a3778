package com.geniinow.runtime.platform.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a client hear why its upload was refused. Most clients send a body to its end before they
 * look at the answer; closing the connection under them resets it, and the answer is lost. So what
 * is left of a refused form is read and thrown away, for a while.
 */
final class LingeringFilter extends OncePerRequestFilter {
  /** As long as web servers linger; a client that is slower gets its connection closed. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private static final int BUFFER_BYTES = 1 << 16;

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !BodyLimitFilter.isMultipart(request.getContentType());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Watched watched = new Watched(request);
    chain.doFilter(watched, response);
    if (response.getStatus() >= 400 && watched.mayHaveMore()) {
      // On the wire first: some clients do look while they send.
      response.flushBuffer();
      drain(watched.getInputStream());
    }
  }

  private static void drain(ServletInputStream in) {
    long end = System.nanoTime() + LONGEST.toNanos();
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      while (in.read(buffer) >= 0 && System.nanoTime() < end) {
        // Nobody wants it.
      }
    } catch (IOException e) {
      // The client has gone; it does not want the answer.
    }
  }

  /** Knows whether the body was begun and whether it was read to its end. */
  private static final class Watched extends HttpServletRequestWrapper {
    private @Nullable Body body;

    Watched(HttpServletRequest request) {
      super(request);
    }

    /** A client that waits for leave to send sends nothing after a refusal. */
    boolean mayHaveMore() {
      return body == null ? getHeader("Expect") == null : body.begun && !body.ended;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      if (body == null) {
        body = new Body(super.getInputStream());
      }
      return body;
    }
  }

  private static final class Body extends ServletInputStream {
    private final ServletInputStream in;
    private boolean begun;
    private boolean ended;

    Body(ServletInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      begun = true;
      int read = in.read();
      ended |= read < 0;
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      begun = true;
      try {
        int read = in.read(buffer, offset, length);
        ended |= read < 0;
        return read;
      } catch (IOException e) {
        ended = true;
        throw e;
      }
    }

    @Override
    public boolean isFinished() {
      return in.isFinished();
    }

    @Override
    public boolean isReady() {
      return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }
  }
}

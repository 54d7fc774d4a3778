package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request whose body throws a 413 once more of it is read than allowed, a 400 when it drips. */
final class LimitedRequest extends HttpServletRequestWrapper {
  private final long maxBytes;
  private final Duration maxTime;
  private @Nullable ServletInputStream body;

  LimitedRequest(HttpServletRequest request, long maxBytes, Duration maxTime) {
    super(request);
    this.maxBytes = maxBytes;
    this.maxTime = maxTime;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (getContentLengthLong() > maxBytes) {
      throw ProblemException.payloadTooLarge(maxBytes);
    }
    if (body == null) {
      body = new Counted(super.getInputStream(), maxBytes, maxTime);
    }
    return body;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    Charset charset =
        getCharacterEncoding() == null
            ? StandardCharsets.UTF_8
            : Charset.forName(getCharacterEncoding());
    return new BufferedReader(new InputStreamReader(getInputStream(), charset));
  }

  /** Counts bytes; a body without a length is only found out while it is read. */
  private static final class Counted extends ServletInputStream {
    private final ServletInputStream in;
    private final long maxBytes;
    private final Duration maxTime;
    private final long since = System.nanoTime();
    private long count;

    Counted(ServletInputStream in, long maxBytes, Duration maxTime) {
      this.in = in;
      this.maxBytes = maxBytes;
      this.maxTime = maxTime;
    }

    @Override
    public int read() throws IOException {
      var b = in.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      var n = in.read(buffer, offset, length);
      count(Math.max(n, 0));
      return n;
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

    private void count(int n) {
      count += n;
      if (count > maxBytes) {
        throw ProblemException.payloadTooLarge(maxBytes);
      }
      if (System.nanoTime() - since > maxTime.toNanos()) {
        throw ProblemException.invalid(
            "The body did not arrive within " + maxTime.toSeconds() + " seconds.");
      }
    }
  }
}

package com.geniinow.runtime.platform.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * Lets a client hear an answer that was given before its body had come. Most clients send a body to
 * its end before they look at the answer; closing the connection under them resets it, and the
 * answer is lost. So what is left of a body is read and thrown away, within bounds, whoever
 * answered: a filter, a controller or Tomcat's own error page.
 */
final class LingeringValve extends ValveBase {
  /** Bodies that are thrown away at once; beyond them connections are closed at once. */
  private static final int MOST_AT_ONCE = 256;

  private final long mostBytes;
  private final Duration longest;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  /**
   * @param mostBytes what is thrown away of one body at most
   * @param longest how long one body is read on for; one that stops is given up before, by the
   *     connection's own time-out
   */
  LingeringValve(long mostBytes, Duration longest) {
    super(true);
    this.mostBytes = mostBytes;
    this.longest = longest;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    getNext().invoke(request, response);
    var body = request.getCoyoteRequest();
    // Reading on may answer 100 Continue, and an answer that is still written by another thread
    // must not have that in its middle.
    if (body.isFinished() || (request.isAsync() && body.hasExpectation())) {
      return;
    }
    if (!request.isAsync()) {
      // On the wire first: some clients do look while they send.
      response.finishResponse();
    }
    // A body that could not be read goes no further.
    if (body.getErrorException() != null || !isReadToItsEnd(body)) {
      body.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }
  }

  private boolean isReadToItsEnd(org.apache.coyote.Request body) {
    if (!places.tryAcquire()) {
      return false;
    }
    try {
      long end = System.nanoTime() + longest.toNanos();
      var nobody = new Nobody();
      long thrownAway = 0;
      while (!body.isFinished()) {
        var read = body.doRead(nobody);
        thrownAway += Math.max(read, 0);
        if (read < 0 || thrownAway > mostBytes || System.nanoTime() > end) {
          return body.isFinished();
        }
      }
      return true;
    } catch (IOException e) {
      // The client has gone, or sends what is no body: it does not want the answer.
      return false;
    } finally {
      places.release();
    }
  }

  /** Takes bytes where nobody wants them. */
  private static final class Nobody implements ApplicationBufferHandler {
    private @Nullable ByteBuffer bytes;

    @Override
    public void setByteBuffer(ByteBuffer buffer) {
      bytes = buffer;
    }

    @Override
    public @Nullable ByteBuffer getByteBuffer() {
      return bytes;
    }

    @Override
    public void expand(int size) {}
  }
}

package com.geniinow.runtime.command.stream;

import com.geniinow.runtime.platform.database.SealedPosition;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** Serves a stream on its request's own thread, which holds no connection while it waits. */
final class StreamService {
  private static final String HEADER = "Last-Event-ID";

  private final StreamWriter.Parts parts;
  private final SealedPosition positions;

  StreamService(StreamWriter.Parts parts, SealedPosition positions) {
    this.parts = parts;
    this.positions = positions;
  }

  /**
   * Serves it until it ends.
   *
   * @param lastEventId the id after which it goes on; null or empty for from now on
   * @throws ProblemException 400 for an id that was not given out here, 429 where as many streams
   *     are open as may
   */
  void serve(
      Caller caller,
      Heard heard,
      @Nullable String lastEventId,
      HttpServletRequest request,
      HttpServletResponse response)
      throws InterruptedException {
    var until = parts.callers().goodUntil(caller);
    var client = new StreamClient(response);
    parts.streams().enter(caller);
    try {
      var stream = new OpenStream(caller, heard, until);
      parts.streams().add(stream);
      try {
        long from = from(lastEventId);
        if (request.getMethod().equals("HEAD")) {
          client.begin();
          return;
        }
        new StreamWriter(parts, stream, client, from).run();
      } finally {
        parts.streams().remove(stream);
      }
    } finally {
      parts.streams().leave(caller);
    }
  }

  private long from(@Nullable String lastEventId) throws InterruptedException {
    if (lastEventId == null || lastEventId.isEmpty()) {
      return parts.streams().now();
    }
    long position =
        positions
            .read(lastEventId)
            .orElseThrow(() -> ProblemException.invalidField(HEADER, "is no id of a stream"));
    if (position > parts.streams().last()) {
      throw ProblemException.invalidField(HEADER, "is of an event that is not there any more");
    }
    parts.streams().ready();
    return position;
  }
}

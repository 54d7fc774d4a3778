package com.geniinow.runtime.command.stream;

import com.geniinow.runtime.platform.problem.Outages;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.CallerCheck;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one stream from its beginning to its end. For the request's own thread. */
final class StreamWriter {
  private static final Logger log = LoggerFactory.getLogger(StreamWriter.class);

  /** What was taken back just before the stream began is known by then ({@link CallerCheck}). */
  private static final long SURELY_KNOWN = Duration.ofSeconds(1).toNanos();

  private final Parts parts;
  private final OpenStream stream;
  private final StreamClient client;
  private final long began = System.nanoTime();
  private boolean checked;
  private long position;

  /** What all of them share. */
  record Parts(
      Streams streams,
      StreamPages pages,
      StreamFrames frames,
      CallerCheck callers,
      Duration keepAlive,
      Clock clock) {}

  /**
   * @param position the client has everything up to here
   */
  StreamWriter(Parts parts, OpenStream stream, StreamClient client, long position) {
    this.parts = parts;
    this.stream = stream;
    this.client = client;
    this.position = position;
  }

  /** Writes until the stream ends or its client leaves. */
  void run() throws InterruptedException {
    try {
      client.begin();
      client.write(parts.frames().opening(position));
      client.flush();
      while (mayGoOn()) {
        if (stream.isBehind()) {
          catchUp();
        } else {
          passOn();
        }
      }
    } catch (IOException e) {
      log.debug("the client of a stream left", e);
    } catch (RuntimeException e) {
      // It is too late for a problem; the client comes back with what it had last.
      if (Outages.isOutage(e)) {
        log.debug("a stream ends while PostgreSQL is unavailable", e);
      } else {
        log.warn("a stream ends early", e);
      }
    }
  }

  private boolean mayGoOn() {
    if (stream.isEnded()) {
      return false;
    }
    var until = stream.until();
    return (until == null || parts.clock().instant().isBefore(until)) && isStillGood();
  }

  /** Whatever was taken back later is an event, and ends it ({@link StreamEnds}). */
  private boolean isStillGood() {
    if (checked || System.nanoTime() - began < SURELY_KNOWN) {
      return true;
    }
    try {
      parts.callers().mustStillBeGood(stream.caller());
      checked = true;
      return true;
    } catch (ProblemException e) {
      return false;
    } catch (RuntimeException e) {
      log.debug("whether a stream may go on can't be read now", e);
      return true;
    }
  }

  private void catchUp() throws IOException, InterruptedException {
    var upTo = parts.streams().attach(stream, position);
    if (upTo == null) {
      return;
    }
    var page = parts.pages().read(stream, position, upTo);
    for (var event : page.events()) {
      var told = PushedEvent.of(event);
      if (told != null) {
        client.write(parts.frames().event(told));
      }
    }
    position = page.upTo();
    if (!page.events().isEmpty()) {
      client.flush();
    } else {
      keepAlive();
    }
  }

  private void passOn() throws IOException, InterruptedException {
    var events = stream.take(pause());
    for (var event : events) {
      // One that it got from the store, or from another process, comes no second time.
      if (event.position() > position) {
        client.write(event.bytes());
        position = event.position();
      }
    }
    if (!events.isEmpty()) {
      client.flush();
    } else {
      keepAlive();
    }
  }

  private void keepAlive() throws IOException {
    if (client.waiting() >= parts.keepAlive().toNanos()) {
      var upTo = parts.streams().upToDate(stream);
      if (upTo != null && upTo > position) {
        position = upTo;
      }
      client.write(parts.frames().comment(position));
      client.flush();
    }
  }

  /** Until something else than an event is to be done. */
  private long pause() {
    long pause = parts.keepAlive().toNanos() - client.waiting();
    if (!checked) {
      pause = Math.min(pause, Math.max(SURELY_KNOWN - (System.nanoTime() - began), 1));
    }
    var until = stream.until();
    if (until != null) {
      pause = Math.min(pause, Duration.between(parts.clock().instant(), until).toNanos());
    }
    return Math.max(pause, 1);
  }
}

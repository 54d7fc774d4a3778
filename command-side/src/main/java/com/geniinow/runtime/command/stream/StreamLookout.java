package com.geniinow.runtime.command.stream;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.ProcessJob;
import com.geniinow.runtime.command.store.EventFeed;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells the reader of the streams of what other processes committed. While no stream is open the
 * look asks for nothing.
 */
final class StreamLookout implements ProcessJob {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final EventFeed feed;

  StreamLookout(EventFeed feed) {
    this.feed = feed;
  }

  @Override
  public Duration every() {
    return EVERY;
  }

  @Override
  public void run() {
    feed.expect();
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byDatabase(
            """
            SELECT to_timestamp(0)
            WHERE ? AND (? OR EXISTS (SELECT FROM domain_event_entry WHERE global_index > ?))""",
            feed::isOpen,
            feed::isWaiting,
            feed::settled));
  }
}

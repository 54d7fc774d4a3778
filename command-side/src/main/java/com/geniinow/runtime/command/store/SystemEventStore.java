package com.geniinow.runtime.command.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingEventStream;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.jspecify.annotations.Nullable;

/**
 * What streaming processors read from, once for all of them. It reads when it is told to, more
 * often while events come ({@link ReadingPace}), and now and then by itself. Processors hear when
 * something was read and need not ask.
 */
final class SystemEventStore extends EmbeddedEventStore implements EventReading {
  /** By itself: what is told goes through memory alone, and is not lost. */
  private static final long UNASKED_MILLIS = 10_000;

  /**
   * Events that are kept in memory for who comes a little later. Who is further behind reads its
   * own.
   */
  private static final int REMEMBERED = 2_000;

  /**
   * Processors plan, watch and make up for others: under full load half a second is soon enough.
   */
  private static final Duration BUSIEST = Duration.ofMillis(500);

  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
  private final SystemEventStorage storage;
  private final ReadingPace pace;

  SystemEventStore(SystemEventStorage storage) {
    super(builder().storageEngine(storage).fetchDelay(UNASKED_MILLIS).cachedEvents(REMEMBERED));
    this.storage = storage;
    this.pace = new ReadingPace("event-looks", BUSIEST, this::read);
    storage.onRead(this::wasRead);
  }

  @Override
  public long last() {
    return storage.last();
  }

  @Override
  public boolean hasGaps() {
    return storage.hasGaps();
  }

  @Override
  public void expect() {
    pace.expect();
  }

  @Override
  public void remind() {
    listeners.forEach(Runnable::run);
  }

  private void read() {
    super.afterCommit(List.of());
  }

  private void wasRead(int found) {
    pace.wasRead(found);
    remind();
  }

  @Override
  public TrackingEventStream openStream(@Nullable TrackingToken from) {
    return new Heard(super.openStream(from));
  }

  @Override
  public void shutDown() {
    pace.close();
    super.shutDown();
  }

  /** A stream whose reader is told when there may be more. */
  private final class Heard implements TrackingEventStream {
    private final TrackingEventStream events;
    private volatile @Nullable Runnable listener;

    private Heard(TrackingEventStream events) {
      this.events = events;
    }

    @Override
    public boolean setOnAvailableCallback(Runnable callback) {
      listener = callback;
      listeners.add(callback);
      return true;
    }

    @Override
    public Optional<TrackedEventMessage<?>> peek() {
      return events.peek();
    }

    @Override
    public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
      return events.hasNextAvailable(timeout, unit);
    }

    @Override
    public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
      return events.nextAvailable();
    }

    @Override
    public void close() {
      var callback = listener;
      if (callback != null) {
        listeners.remove(callback);
      }
      events.close();
    }
  }
}

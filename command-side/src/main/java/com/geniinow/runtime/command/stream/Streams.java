package com.geniinow.runtime.command.stream;

import com.geniinow.runtime.command.store.EventFeed;
import com.geniinow.runtime.command.store.FedEvent;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Caller;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * The streams that are open in this process, all fed by one reader ({@link EventFeed}). It reads
 * while there are any. Safe for threads: what is behind its lock is in memory and short.
 */
final class Streams implements EventFeed.Listener {
  /** How long older writes may take to end before a stream is not opened. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** All of them wait for one and the same reader; that it is unavailable shows in seconds. */
  private static final Duration SHORTLY = Duration.ofSeconds(1);

  private static final List<String> TYPES =
      Stream.concat(PushedWords.stored(), StreamEnds.stored()).toList();

  private final EventFeed feed;
  private final StreamFrames frames;
  private final StreamPlaces places;
  private final AtomicInteger number = new AtomicInteger();

  /** Taken before the feed's own lock, which is taken before {@link #lock}. */
  private final Object door = new Object();

  private final Object lock = new Object();
  private final Set<OpenStream> all = ConcurrentHashMap.newKeySet();
  private final Map<UUID, Set<OpenStream>> byAgent = new HashMap<>();
  private final Map<UUID, Set<OpenStream>> byEntity = new HashMap<>();
  private final Set<OpenStream> ofAll = new LinkedHashSet<>();
  private long passed = -1;
  private volatile boolean closed;

  Streams(EventFeed feed, StreamFrames frames, StreamSettings settings, MeterRegistry registry) {
    this.feed = feed;
    this.frames = frames;
    this.places = new StreamPlaces(settings);
    Gauge.builder("genii.streams.open", number, AtomicInteger::get)
        .description("Streams of events that are open in this process")
        .register(registry);
  }

  /**
   * Takes a place for a stream; to be left.
   *
   * @throws ProblemException 429 where as many are open as may, 503 where this process is to end
   */
  void enter(Caller caller) {
    if (closed) {
      throw ProblemException.unavailable("This process is about to end.", SHORTLY);
    }
    synchronized (door) {
      if (places.take(caller)) {
        synchronized (lock) {
          passed = -1;
        }
        feed.open(TYPES, this);
      }
      number.incrementAndGet();
    }
  }

  void leave(Caller caller) {
    synchronized (door) {
      number.decrementAndGet();
      if (places.giveBack(caller)) {
        feed.pause();
      }
    }
  }

  /**
   * Waits until everything is over that was written before now.
   *
   * @return a position from which on nothing is missed that is committed after this
   * @throws ProblemException 503 where that takes too long
   */
  long now() throws InterruptedException {
    long last = feed.last();
    await(last);
    return last;
  }

  /** Waits until the reader knows where it is. */
  void ready() throws InterruptedException {
    await(0);
  }

  private void await(long position) throws InterruptedException {
    if (!feed.await(position, PATIENCE)) {
      throw ProblemException.unavailable("What is written now takes too long to end.", SHORTLY);
    }
  }

  /** The highest position that there is. */
  long last() {
    return feed.last();
  }

  /** Begins to hear of what ends it; {@link #remove} is the end of that. */
  void add(OpenStream stream) {
    all.add(stream);
    if (closed) {
      stream.end();
    }
  }

  void remove(OpenStream stream) {
    all.remove(stream);
    synchronized (lock) {
      detach(stream);
    }
  }

  /**
   * Makes a stream live that has everything up to a position.
   *
   * @return how far it has to read by itself before it can be; null once it is live
   */
  @Nullable Long attach(OpenStream stream, long position) {
    synchronized (lock) {
      if (position < passed) {
        return passed;
      }
      stream.goLive();
      listeners(stream.heard()).add(stream);
      return null;
    }
  }

  /** Up to where a stream has everything; null where it is behind. */
  @Nullable Long upToDate(OpenStream stream) {
    synchronized (lock) {
      return stream.isUpToDate() ? passed : null;
    }
  }

  @Override
  public void passed(List<FedEvent> events, long upTo) {
    synchronized (lock) {
      for (var event : events) {
        if (StreamEnds.mayEnd(event.event())) {
          all.forEach(stream -> StreamEnds.apply(event.event(), stream));
        }
        var told = PushedEvent.of(event);
        if (told != null) {
          pass(new SentEvent(told, frames));
        }
      }
      passed = upTo;
    }
  }

  private void pass(SentEvent event) {
    offer(event, byAgent.getOrDefault(event.event().agentId(), Set.of()));
    offer(event, byEntity.getOrDefault(event.event().entityId(), Set.of()));
    offer(event, ofAll);
  }

  private void offer(SentEvent event, Set<OpenStream> streams) {
    for (var stream : List.copyOf(streams)) {
      if (!stream.offer(event)) {
        detach(stream);
      }
    }
  }

  private Set<OpenStream> listeners(Heard heard) {
    if (heard.agentId() != null) {
      return byAgent.computeIfAbsent(heard.agentId(), id -> new LinkedHashSet<>());
    }
    if (heard.entityId() != null) {
      return byEntity.computeIfAbsent(heard.entityId(), id -> new LinkedHashSet<>());
    }
    return ofAll;
  }

  private void detach(OpenStream stream) {
    ofAll.remove(stream);
    detach(byAgent, stream.heard().agentId(), stream);
    detach(byEntity, stream.heard().entityId(), stream);
  }

  private static void detach(Map<UUID, Set<OpenStream>> by, @Nullable UUID id, OpenStream stream) {
    if (id != null) {
      by.computeIfPresent(
          id,
          (key, streams) -> {
            streams.remove(stream);
            return streams.isEmpty() ? null : streams;
          });
    }
  }

  /** A process that is to end ends all of them: clients go on elsewhere from where they were. */
  @EventListener(ContextClosedEvent.class)
  void close() {
    closed = true;
    all.forEach(OpenStream::end);
  }

  /** How many are open. */
  int open() {
    return number.get();
  }
}

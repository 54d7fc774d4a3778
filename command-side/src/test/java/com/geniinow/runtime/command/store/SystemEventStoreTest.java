package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.axonframework.eventhandling.TrackingEventStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers that wait are told of events, whether or not anybody said that there are any. */
class SystemEventStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");

  private final EventTable table = new EventTable();
  private final SystemEventStore store = new SystemEventStore(table.reader());
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final AtomicInteger told = new AtomicInteger();
  private final ReentrantLock reading = new ReentrantLock();

  @AfterEach
  void putBack() {
    store.shutDown();
    table.close();
  }

  /** A reader as a processor is one: it asks when it is told to, and else not. */
  private TrackingEventStream waitingReader() {
    var stream = store.openStream(store.createTailToken());
    assertThat(
            stream.setOnAvailableCallback(
                () -> {
                  told.incrementAndGet();
                  take(stream);
                }))
        .isTrue();
    take(stream);
    return stream;
  }

  private void take(TrackingEventStream stream) {
    reading.lock();
    try {
      while (stream.hasNextAvailable()) {
        seen.add(stream.nextAvailable().getIdentifier());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      reading.unlock();
    }
  }

  @Test
  void events_that_nobody_said_a_word_about_are_found() throws SQLException {
    waitingReader();
    var first = table.committed("a", 0, NOW);
    await().atMost(Duration.ofSeconds(20)).until(() -> seen.contains(first));

    var second = table.committed("a", 1, NOW);
    await().atMost(Duration.ofSeconds(20)).until(() -> seen.contains(second));
    assertThat(seen).containsExactly(first, second);
  }

  @Test
  void of_a_burst_none_is_missed_and_none_comes_twice() throws SQLException {
    waitingReader();
    List<String> committed = new ArrayList<>();
    for (var n = 0; n < 300; n++) {
      committed.add(table.committed("a", n, NOW));
      store.expect();
    }

    await().atMost(Duration.ofSeconds(10)).until(() -> seen.size() >= committed.size());
    assertThat(seen).containsExactlyElementsOf(committed);
  }

  @Test
  void an_event_whose_transaction_ended_after_others_were_read_is_found() throws SQLException {
    waitingReader();
    try (var slow = table.writer()) {
      var late = slow.append("slow", 0, NOW);
      var early = table.committed("quick", 0, NOW);
      store.expect();
      await().atMost(Duration.ofSeconds(10)).until(() -> seen.contains(early));

      slow.commit();
      await().atMost(Duration.ofSeconds(10)).until(() -> seen.contains(late));
      assertThat(seen).containsExactly(early, late);
    }
  }

  @Test
  void who_closed_its_stream_is_told_nothing_more() throws SQLException {
    var stream = waitingReader();
    var first = table.committed("a", 0, NOW);
    store.expect();
    await().atMost(Duration.ofSeconds(10)).until(() -> seen.contains(first));
    var other = store.openStream(store.createTailToken());
    var others = new AtomicInteger();
    take(other);
    other.setOnAvailableCallback(others::incrementAndGet);

    stream.close();
    int before = told.get();
    int othersBefore = others.get();
    store.expect();
    await().atMost(Duration.ofSeconds(10)).until(() -> others.get() > othersBefore + 1);

    assertThat(told.get()).isLessThanOrEqualTo(before + 1);
  }
}

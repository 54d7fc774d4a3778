package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.sealing.BrokenSealException;
import com.geniinow.runtime.query.record.Change;
import com.geniinow.runtime.query.record.LedgerHeads;
import com.geniinow.runtime.query.record.Projections;
import com.geniinow.runtime.query.record.StoredEvent;
import com.geniinow.runtime.query.record.Writes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.axonframework.serialization.SerializationException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Runs the projectors over stored events into shadow tables. While one batch is written the next is
 * read; a batch is bounded in events and in characters, and nothing else grows.
 */
final class Replay {
  private static final int BATCH_EVENTS = 8_000;
  private static final int BATCH_CHARS = 8 << 20;

  private final StoredEvents events;
  private final ShadowTables shadow;
  private final EventFaults faults;
  private final LedgerHeads heads;

  Replay(StoredEvents events, ShadowTables shadow, JdbcClient shadowJdbc, EventFaults faults) {
    this.events = events;
    this.shadow = shadow;
    this.faults = faults;
    this.heads = new LedgerHeads(shadowJdbc);
  }

  /**
   * Replays everything of a part that a snapshot sees, whose gaps are no danger: what is in it is
   * in it. One thread reads, this one projects, one writes.
   *
   * @param progress gets after each batch how many events are done; may throw to end it
   * @return how many events there were
   * @throws UnreplayableException where an event can't be read, or nothing before it allows it
   */
  long all(JdbcClient snapshot, StorePart part, LongConsumer progress) {
    try (var rows = part.events(snapshot);
        var reader = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
        var writer = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory())) {
      var iterator = rows.iterator();
      long done = 0;
      var read = reader.submit(() -> batch(iterator));
      var written = CompletableFuture.<@Nullable Void>completedFuture(null);
      while (true) {
        var batch = await(read);
        if (batch.rows().isEmpty()) {
          await(written);
          progress.accept(done);
          return done;
        }
        read = reader.submit(() -> batch(iterator));
        try {
          if (!heads.knows(batch.agents()) || !shadow.owners().knows(batch.agents())) {
            await(written);
            read(batch.agents());
          }
          var work = prepare(batch);
          await(written);
          written = CompletableFuture.runAsync(() -> write(batch, work), writer);
          done += batch.rows().size();
          progress.accept(done);
        } catch (RuntimeException e) {
          read.cancel(false);
          throw e;
        }
      }
    }
  }

  private Runnable prepare(Batch batch) {
    try {
      return shadow.prepare(project(batch.events()));
    } catch (IncorrectUpdateSemanticsDataAccessException | IllegalArgumentException e) {
      throw UnreplayableException.among(batch.rows(), e);
    }
  }

  private static void write(Batch batch, Runnable work) {
    try {
      work.run();
    } catch (IncorrectUpdateSemanticsDataAccessException | DataIntegrityViolationException e) {
      throw UnreplayableException.among(batch.rows(), e);
    }
  }

  /** Replays the events of one agent that came after a place in the store. */
  void tail(JdbcClient jdbc, UUID agentId, long globalIndex) {
    long last = globalIndex;
    while (true) {
      var rows = StoredEvents.after(jdbc, agentId, last, 500);
      if (rows.isEmpty()) {
        return;
      }
      apply(events.decode(rows));
      last = rows.getLast().globalIndex();
    }
  }

  private void apply(List<StoredEvent> batch) {
    read(agents(batch));
    shadow.prepare(project(batch)).run();
  }

  private void read(Set<UUID> agents) {
    heads.read(agents);
    shadow.owners().read(agents);
  }

  private List<Change> project(List<StoredEvent> batch) {
    var writes = new Writes();
    Projections.project(batch, heads, writes);
    return writes.drain();
  }

  private static Set<UUID> agents(List<StoredEvent> batch) {
    return batch.stream().map(e -> e.payload().agentId()).collect(Collectors.toSet());
  }

  private record Batch(List<EventRow> rows, List<StoredEvent> events, Set<UUID> agents) {}

  private Batch batch(Iterator<EventRow> rows) {
    var batch = new ArrayList<EventRow>();
    var chars = 0;
    while (batch.size() < BATCH_EVENTS && chars < BATCH_CHARS && rows.hasNext()) {
      var row = rows.next();
      chars += row.payload().length();
      batch.add(row);
    }
    var decoded = decode(batch);
    return new Batch(batch, decoded, agents(decoded));
  }

  private List<StoredEvent> decode(List<EventRow> batch) {
    try {
      var decoded = events.decode(batch);
      faults.check(batch, decoded);
      return decoded;
    } catch (SerializationException | IllegalArgumentException | BrokenSealException e) {
      for (var row : batch) {
        decodeOne(row);
      }
      throw e;
    }
  }

  private void decodeOne(EventRow row) {
    try {
      events.decode(List.of(row));
    } catch (SerializationException | IllegalArgumentException | BrokenSealException e) {
      throw new UnreplayableException(row, e);
    }
  }

  @SuppressWarnings("NullAway") // what the future holds, null or not
  private static <T extends @Nullable Object> T await(Future<T> work) {
    try {
      return work.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while replaying", e);
    }
  }
}

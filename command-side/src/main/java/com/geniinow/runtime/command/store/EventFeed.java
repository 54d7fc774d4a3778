package com.geniinow.runtime.command.store;

import com.geniinow.runtime.platform.problem.Outages;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The one reader of this process for whoever is to hear of events as they come: in the order of the
 * store, each passed on once everything that was written before it has ended. It reads while
 * somebody listens, when it is told that there may be something ({@link #expect()}), and else not
 * at all. Safe for threads.
 */
public final class EventFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventFeed.class);

  private final EventPages pages;
  private final JdbcClient system;
  private final ReadingPace pace = new ReadingPace("event-feed", ReadingPace.SHORTEST, this::look);
  private final Horizon horizon = new Horizon();
  private final Horizon.Numbers numbers = new StoredNumbers();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private @Nullable Listening listening;
  private volatile boolean open;
  private volatile boolean waiting;
  private volatile long passed;

  EventFeed(EventPages pages, JdbcClient system) {
    this.pages = pages;
    this.system = system;
  }

  /** Who is told of events. */
  public interface Listener {
    /**
     * Is called on the reader's thread, so must neither wait nor fail.
     *
     * @param events those of the types that are listened for, in their order
     * @param upTo nothing up to this position will come any more; the first time, where it begins
     */
    void passed(List<FedEvent> events, long upTo);
  }

  private record Listening(EventPages.Wanted wanted, Listener listener) {}

  /**
   * Begins to read for a listener, from now on.
   *
   * @param types the stored names of the events that it hears of
   * @throws IllegalStateException if there is one already
   */
  public void open(Collection<String> types, Listener listener) {
    lock.lock();
    try {
      if (listening != null) {
        throw new IllegalStateException("somebody listens");
      }
      listening = new Listening(new EventPages.Wanted(types, null, null), listener);
      passed = 0;
      horizon.forget();
      open = true;
    } finally {
      lock.unlock();
    }
    expect();
  }

  /** Reads no more. */
  public void pause() {
    lock.lock();
    try {
      listening = null;
      open = false;
      waiting = false;
      horizon.forget();
    } finally {
      lock.unlock();
    }
  }

  /** There may be events that were not read: they are read at once, or as soon as is fair. */
  public void expect() {
    if (open) {
      pace.expect();
    }
  }

  /** Whether somebody listens. */
  public boolean isOpen() {
    return open;
  }

  /** Whether something below what can be seen may still come, so that it must be looked again. */
  public boolean isWaiting() {
    return waiting;
  }

  /** How far the listener was told; nothing below it will come any more. */
  public long settled() {
    return passed;
  }

  /** The highest position that can be seen now; 0 where there is none. */
  public long last() {
    return numbers.last();
  }

  /**
   * Waits until all is passed on up to a position.
   *
   * @param longest how long it waits
   * @return whether it is
   */
  public boolean await(long position, Duration longest) throws InterruptedException {
    expect();
    long left = longest.toNanos();
    lock.lock();
    try {
      while (open && !(horizon.isKnown() && passed >= position)) {
        if (left <= 0) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    boolean found = false;
    try {
      boolean more = true;
      while (more) {
        lock.lock();
        try {
          var to = listening;
          if (to == null) {
            return;
          }
          long before = passed;
          more = step(to);
          found |= passed > before;
        } finally {
          lock.unlock();
        }
      }
    } catch (RuntimeException e) {
      if (Outages.isOutage(e)) {
        log.debug("events can't be read while PostgreSQL is unavailable", e);
      } else {
        log.warn("events can't be passed on; it is tried again", e);
      }
    } finally {
      pace.wasRead(found ? 1 : 0);
    }
  }

  /** With the lock held: who opens or pauses waits for a page at most. */
  private boolean step(Listening to) {
    var wasKnown = horizon.isKnown();
    var more = horizon.step(numbers);
    waiting = horizon.isWaiting();
    if (!wasKnown) {
      if (horizon.isKnown()) {
        to.listener().passed(List.of(), horizon.settled());
        passed = horizon.settled();
      }
    } else if (horizon.settled() > passed) {
      var page = pages.read(system, to.wanted(), passed, horizon.settled(), Horizon.STEP);
      to.listener().passed(page.events(), page.upTo());
      passed = page.upTo();
    }
    moved.signalAll();
    return more || horizon.isKnown() && passed < horizon.settled();
  }

  @Override
  public void close() {
    pause();
    pace.close();
  }

  private final class StoredNumbers implements Horizon.Numbers {
    @Override
    public long last() {
      return system
          .sql("SELECT global_index FROM domain_event_entry ORDER BY global_index DESC LIMIT 1")
          .query(Long.class)
          .optional()
          .orElse(0L);
    }

    @Override
    public List<Long> after(long number) {
      return system
          .sql(
              """
              SELECT global_index FROM domain_event_entry WHERE global_index > ?
              ORDER BY global_index LIMIT ?""")
          .param(number)
          .param(Horizon.STEP)
          .query(Long.class)
          .list();
    }

    @Override
    public Writers writers() {
      return Writers.now(system);
    }
  }
}

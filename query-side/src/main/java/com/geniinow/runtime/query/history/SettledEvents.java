package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Up to where no event can be committed any more. A transaction takes the event table's insert lock
 * before it draws its first number, and keeps it until others can see its rows, or never will: so
 * first the highest number is asked for and then who writes, and once those have ended everything
 * up to that number is there to be seen.
 */
final class SettledEvents {
  /** No command's transaction takes longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private final JdbcClient jdbc;

  SettledEvents(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The position; it may wait a moment for those who write.
   *
   * @throws ProblemException 503 where somebody writes for too long
   */
  long last() {
    long last =
        jdbc.sql("SELECT coalesce(max(global_index), 0) FROM domain_event_entry")
            .query(Long.class)
            .single();
    var writers = writers();
    var began = System.nanoTime();
    while (!writers.isEmpty()) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw ProblemException.unavailable("Events are being written; try again.");
      }
      LockSupport.parkNanos(PAUSE);
      writers.retainAll(writers());
    }
    return last;
  }

  private Set<String> writers() {
    return new HashSet<>(
        jdbc.sql(
                """
                SELECT coalesce(virtualtransaction, '') || coalesce(pid, 0) FROM pg_locks
                WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
                  AND relation = 'domain_event_entry'::regclass
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""")
            .query(String.class)
            .list());
  }
}

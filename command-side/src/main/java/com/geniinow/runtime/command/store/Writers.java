package com.geniinow.runtime.command.store;

import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The transactions that hold the event table's insert lock. Each takes it before it draws its first
 * number and keeps it until others can see its rows, or never will: so whoever is not among them
 * has no number left to show. Only this table's writers count: no reader, however long it reads, no
 * other table's and no other database's transaction.
 *
 * @param open their virtual ids
 * @param prepared whether one is prepared for a commit in two phases, which changes its id
 */
record Writers(Set<String> open, boolean prepared) {
  private static final String SQL =
      """
      SELECT virtualtransaction, pid IS NULL FROM pg_locks
      WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
        AND relation = 'domain_event_entry'::regclass
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""";

  /** Who writes now; costs a look at every lock there is, so it is asked for only in doubt. */
  static Writers now(JdbcClient jdbc) {
    Set<String> open = new HashSet<>();
    boolean[] prepared = {false};
    jdbc.sql(SQL)
        .query(
            row -> {
              open.add(row.getString(1));
              prepared[0] |= row.getBoolean(2);
            });
    return new Writers(open, prepared[0]);
  }
}

package com.geniinow.runtime.query.projection;

/**
 * Writes rows for events. Every column comes from the event or from rows of earlier events, table
 * names are unqualified, nothing is read from clocks or the network: so a replay into another
 * schema gives the same rows.
 */
public interface Projector {
  /** Adds the statements for one event; they run in order when the batch is flushed. */
  void project(StoredEvent event, Writes writes);
}

package com.geniinow.runtime.query.record;

/**
 * Says which rows an event changes. Every column comes from the event or from rows of earlier
 * events, table names are unqualified, nothing is read from clocks or the network: so a replay
 * elsewhere gives the same rows.
 */
public interface Projector {
  /** Adds the changes of one event, in the order they are to be made. */
  void project(StoredEvent event, Writes writes);
}

package com.geniinow.runtime.command.store;

import java.util.List;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;

/** What commands append to and load from; says when it was appended to. */
final class CommandEventStore extends EmbeddedEventStore {
  private final Runnable committed;

  /**
   * A store over this engine.
   *
   * @param committed called after each commit of events, on the command's thread
   */
  CommandEventStore(EventStorageEngine engine, Runnable committed) {
    super(builder().storageEngine(engine));
    this.committed = committed;
  }

  @Override
  protected void afterCommit(List<? extends EventMessage<?>> events) {
    committed.run();
  }
}

package com.geniinow.runtime.query.projection;

import java.util.List;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.SubscribableMessageSource;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Receives the events of each commit after they were appended and before the transaction commits,
 * on the same thread and connection. What fails here fails the commit: there is no error handler in
 * between that could swallow it.
 */
final class ProjectionSubscription {
  private final Projections projections;

  ProjectionSubscription(
      SubscribableMessageSource<EventMessage<?>> events, JdbcOperations commandJdbc) {
    projections = new Projections(commandJdbc);
    events.subscribe(this::project);
  }

  private void project(List<? extends EventMessage<?>> events) {
    projections.project(events.stream().map(StoredEvent::of).toList());
  }
}

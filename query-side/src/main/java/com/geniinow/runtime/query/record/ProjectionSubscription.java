package com.geniinow.runtime.query.record;

import com.geniinow.runtime.platform.work.ChainEnds;
import java.util.List;
import org.axonframework.eventhandling.EventBus;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.serialization.Serializer;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Receives the events of each commit after they were appended and before the transaction commits,
 * on the same thread and connection. What fails here fails the commit: there is no error handler in
 * between that could swallow it.
 */
final class ProjectionSubscription {
  private final Projections projections;
  private final Serializer serializer;

  /**
   * @param serializer the event store's own: what it has serialized is not serialized again
   */
  ProjectionSubscription(
      EventBus events, JdbcOperations commandJdbc, ChainEnds ends, Serializer serializer) {
    this.projections = new Projections(commandJdbc, ends);
    this.serializer = serializer;
    events.registerDispatchInterceptor(messages -> (n, event) -> EventContent.attested(event));
    events.subscribe(this::project);
  }

  private void project(List<? extends EventMessage<?>> events) {
    projections.project(events.stream().map(this::stored).toList());
  }

  private StoredEvent stored(EventMessage<?> event) {
    return StoredEvent.of(event, () -> event.serializePayload(serializer, String.class).getData());
  }
}

package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.task.TaskEvent;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskDenied;
import com.geniinow.runtime.events.task.TaskEvent.TaskExpired;
import com.geniinow.runtime.platform.work.ChainEnds;
import com.geniinow.runtime.platform.work.TaskEnds;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventhandling.EventBus;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.serialization.Serializer;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Receives the events of each commit once they are appended and before the transaction commits, on
 * the same thread and connection, and sends their rows with those that it makes of them. What fails
 * here fails the commit: there is no error handler in between that could swallow it.
 */
final class ProjectionSubscription {
  private final Projections projections;
  private final Serializer serializer;
  private final TaskEnds ends;

  /**
   * @param serializer the event store's own: what it has serialized is not serialized again
   */
  ProjectionSubscription(
      EventBus events,
      JdbcOperations commandJdbc,
      ChainEnds chains,
      Serializer serializer,
      TaskEnds ends) {
    this.projections = new Projections(commandJdbc, chains);
    this.serializer = serializer;
    this.ends = ends;
    events.registerDispatchInterceptor(messages -> (n, event) -> EventContent.attested(event));
    events.subscribe(this::project);
  }

  private void project(List<? extends EventMessage<?>> events) {
    projections.project(events.stream().map(this::stored).toList());
    var ended = events.stream().flatMap(event -> end(event.getPayload())).toList();
    if (!ended.isEmpty() && TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCommit() {
              ends.ended(ended);
            }
          });
    }
  }

  private static Stream<UUID> end(Object event) {
    return event instanceof TaskEvent e && isEnd(e) ? Stream.of(e.taskId()) : Stream.empty();
  }

  private static boolean isEnd(TaskEvent event) {
    return switch (event) {
      case TaskCompleted e -> true;
      case TaskDeadLettered e -> true;
      case TaskCancelled e -> true;
      case TaskExpired e -> true;
      case TaskDenied e -> true;
      default -> false;
    };
  }

  private StoredEvent stored(EventMessage<?> event) {
    return StoredEvent.of(event, () -> event.serializePayload(serializer, String.class).getData());
  }
}

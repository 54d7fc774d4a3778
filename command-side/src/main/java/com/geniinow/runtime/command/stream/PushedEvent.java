package com.geniinow.runtime.command.stream;

import com.geniinow.runtime.command.store.FedEvent;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What others hear of an event: never a payload, a result, a name or a reason.
 *
 * @param position among the events of all agents
 * @param taskId the task that it is about; null where it is about none
 * @param status where the task stands with it; null where it is about none
 */
public record PushedEvent(
    long position,
    UUID eventId,
    UUID entityId,
    PushedType type,
    UUID agentId,
    @Nullable UUID taskId,
    @Nullable TaskState status,
    Instant at) {

  /** What is told of an event; null where nothing is. */
  public static @Nullable PushedEvent of(FedEvent fed) {
    var told = PushedWords.of(fed.event());
    return told == null
        ? null
        : new PushedEvent(
            fed.position(),
            fed.eventId(),
            fed.entityId(),
            told.type(),
            fed.event().agentId(),
            told.taskId(),
            told.status(),
            fed.event().at());
  }

  /** Whether anything is told of an event. */
  public static boolean isTold(RuntimeEvent event) {
    return PushedWords.of(event) != null;
  }

  /** The names under which the store has events that something may be told of. */
  public static List<String> stored() {
    return PushedWords.stored().toList();
  }

  /** As it is sent. */
  public Data data() {
    return new Data(
        eventId, type.wire(), agentId, taskId, at, status == null ? null : status.wire());
  }

  /** What is sent, in this order. */
  public record Data(
      UUID eventId,
      String type,
      UUID agentId,
      @Nullable UUID taskId,
      Instant at,
      @Nullable String status) {}
}

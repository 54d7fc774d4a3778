package com.geniinow.runtime.events.webhook;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Sealed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a webhook. One that hears of a single agent is in that agent's line; one that
 * hears of an entity's agents is in the platform's. No event holds a secret, but an address may
 * hold anything that its author wrote there.
 */
public sealed interface WebhookEvent extends RuntimeEvent {
  UUID webhookId();

  /**
   * From now on somebody is called.
   *
   * @param ofEntity whose agents it hears of; null where it hears of its own agent
   * @param types names of what it hears of, as {@code task.completed}
   */
  record WebhookCreated(
      UUID agentId,
      UUID webhookId,
      @Nullable UUID ofEntity,
      @Sealed String url,
      List<String> types,
      String by,
      Instant at)
      implements WebhookEvent {
    public WebhookCreated {
      types = List.copyOf(types);
    }
  }

  /** It is called elsewhere, or of something else, from now on; both are whole. */
  record WebhookChanged(
      UUID agentId, UUID webhookId, @Sealed String url, List<String> types, String by, Instant at)
      implements WebhookEvent {
    public WebhookChanged {
      types = List.copyOf(types);
    }
  }

  /**
   * It has another secret.
   *
   * @param formerUntil until when calls are signed with the one before, too
   */
  record WebhookRotated(UUID agentId, UUID webhookId, Instant formerUntil, String by, Instant at)
      implements WebhookEvent {}

  /**
   * It hears again of what happened before.
   *
   * @param from everything from this moment on
   */
  record WebhookReplayed(UUID agentId, UUID webhookId, Instant from, String by, Instant at)
      implements WebhookEvent {}

  /**
   * A webhook's receiver is called at an address of its own when a task of its agent ends. Stands
   * in the agent's own stream, beside the task's submission.
   */
  record CallbackAsked(UUID agentId, UUID webhookId, UUID taskId, @Sealed String url, Instant at)
      implements WebhookEvent {}

  /** Nobody is called any more. */
  record WebhookDeleted(UUID agentId, UUID webhookId, String by, Instant at)
      implements WebhookEvent {}
}

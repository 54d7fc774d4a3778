package com.geniinow.runtime.platform.security;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Answers whose an agent, a task or a webhook is, for the check before a handler runs.
 * Implementations look at all tenants' rows, committed ones only, and take no part in the request's
 * own transaction. Without an implementation every such check is refused.
 */
public interface Ownership {
  /** The entity that the agent belongs to; empty when there is no such agent. */
  Optional<UUID> entityOfAgent(UUID agentId);

  /** The task's agent and entity; empty when there is no such task. */
  Optional<TaskOwner> ownerOfTask(UUID taskId);

  /**
   * Whether the agent is this entity's. An implementation makes a refusal cost the same whether or
   * not there is such an agent, so that its time tells nothing.
   */
  default boolean isAgentOf(UUID agentId, UUID entityId) {
    return entityOfAgent(agentId).filter(entityId::equals).isPresent();
  }

  /** Whether the task's owner is one of these; about time, as {@link #isAgentOf}. */
  default boolean isTaskOf(UUID taskId, Predicate<TaskOwner> owner) {
    return ownerOfTask(taskId).filter(owner).isPresent();
  }

  /** Whether the webhook is this agent's own; about time, as {@link #isAgentOf}. */
  boolean isWebhookOf(UUID webhookId, UUID agentId);

  /** Whose a task is was just learned by who acted for its owner: it need not be looked up. */
  default void remember(UUID taskId, TaskOwner owner) {}

  /** Whose a task is. */
  record TaskOwner(UUID agentId, UUID entityId) {}
}

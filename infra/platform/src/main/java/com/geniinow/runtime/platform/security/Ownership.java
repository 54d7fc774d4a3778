package com.geniinow.runtime.platform.security;

import java.util.Optional;
import java.util.UUID;

/**
 * Answers whose an agent or a task is, for the check before a handler runs. Implementations look at
 * all tenants' rows, committed ones only, and take no part in the request's own transaction.
 * Without an implementation every such check is refused.
 */
public interface Ownership {

  /** The entity that the agent belongs to; empty when there is no such agent. */
  Optional<UUID> entityOfAgent(UUID agentId);

  /** The task's agent and entity; empty when there is no such task. */
  Optional<TaskOwner> ownerOfTask(UUID taskId);

  /** Whose a task is. */
  record TaskOwner(UUID agentId, UUID entityId) {}
}

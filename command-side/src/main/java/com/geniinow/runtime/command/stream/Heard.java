package com.geniinow.runtime.command.stream;

import com.geniinow.runtime.platform.security.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose events a stream passes on.
 *
 * @param agentId of this agent alone; null for all
 * @param entityId of this entity's agents alone; null for all
 */
record Heard(@Nullable UUID agentId, @Nullable UUID entityId) {
  /** An agent's. */
  static Heard agent(UUID agentId) {
    return new Heard(agentId, null);
  }

  /** An entity's, or all there are. */
  static Heard of(Caller caller, @Nullable UUID entityId) {
    return new Heard(null, caller.confinedTo() == null ? entityId : caller.confinedTo());
  }

  boolean hears(PushedEvent event) {
    return (agentId == null || agentId.equals(event.agentId()))
        && (entityId == null || entityId.equals(event.entityId()));
  }
}

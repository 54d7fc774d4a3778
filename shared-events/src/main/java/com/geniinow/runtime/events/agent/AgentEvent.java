package com.geniinow.runtime.events.agent;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import java.time.Instant;
import java.util.UUID;

/** What happens to an agent itself. */
public sealed interface AgentEvent extends RuntimeEvent {
  /** A new agent, with the caller that asked for it in {@code by}. */
  record AgentProvisioned(
      UUID agentId, UUID entityId, String name, Json metadata, String by, Instant at)
      implements AgentEvent {}

  /** An agent that existed before the runtime was installed. */
  record AgentImported(
      UUID agentId, UUID entityId, String name, Json metadata, String by, Instant at)
      implements AgentEvent {}

  /** No submissions are taken and queued tasks wait. */
  record AgentSuspended(UUID agentId, String reason, String by, Instant at) implements AgentEvent {}

  /** Work goes on. */
  record AgentResumed(UUID agentId, String reason, String by, Instant at) implements AgentEvent {}

  /** The end: nothing can be submitted any more. */
  record AgentTerminated(UUID agentId, String reason, String by, Instant at)
      implements AgentEvent {}
}

package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.agent.AgentEvent;
import com.geniinow.runtime.events.agent.AgentEvent.AgentChanged;
import com.geniinow.runtime.events.agent.AgentEvent.AgentErased;
import com.geniinow.runtime.events.agent.AgentEvent.AgentExported;
import com.geniinow.runtime.events.agent.AgentEvent.AgentImported;
import com.geniinow.runtime.events.agent.AgentEvent.AgentProvisioned;
import com.geniinow.runtime.events.agent.AgentEvent.AgentResumed;
import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import com.geniinow.runtime.events.agent.AgentEvent.AgentTerminated;
import com.geniinow.runtime.events.agent.AgentEvent.DayErased;
import com.geniinow.runtime.events.agent.AgentEvent.DayTextErased;
import com.geniinow.runtime.events.agent.AgentEvent.ErasureStarted;
import com.geniinow.runtime.events.agent.AgentEvent.KeyCreated;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRevoked;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRotated;
import com.geniinow.runtime.events.agent.AgentEvent.TextErased;
import com.geniinow.runtime.events.agent.AgentEvent.TokensRevoked;
import com.geniinow.runtime.events.agent.AgentStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table agents. */
public final class AgentProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    if (event.payload() instanceof AgentEvent happened) {
      switch (happened) {
        case AgentProvisioned e ->
            insert(writes, e.agentId(), e.entityId(), e.name(), e.metadata(), e.at());
        case AgentImported e ->
            insert(writes, e.agentId(), e.entityId(), e.name(), e.metadata(), e.at());
        case AgentSuspended e ->
            status(writes, e.agentId(), AgentStatus.SUSPENDED, e.reason(), e.at());
        case AgentResumed e -> status(writes, e.agentId(), AgentStatus.ACTIVE, null, e.at());
        case AgentTerminated e ->
            status(writes, e.agentId(), AgentStatus.TERMINATED, e.reason(), e.at());
        case TokensRevoked e ->
            writes
                .update("agents", "agent_id", e.agentId())
                .set("tokens_void_through", e.through());
        case AgentChanged e ->
            writes
                .update("agents", "agent_id", e.agentId())
                .set("name", e.name())
                .set("metadata", e.metadata())
                .set("updated_at", e.at());
        case KeyCreated e -> {}
        case KeyRotated e -> {}
        case KeyRevoked e -> {}
        case ErasureStarted e -> {}
        case TextErased e -> {}
        case AgentErased e -> {}
        case DayTextErased e -> {}
        case DayErased e -> {}
        case AgentExported e -> {}
      }
    }
  }

  private static void insert(
      Writes writes, UUID agentId, UUID entityId, String name, Json metadata, Instant at) {
    writes
        .insert("agents")
        .set("agent_id", agentId)
        .set("entity_id", entityId)
        .set("name", name)
        .set("status", AgentStatus.ACTIVE.wire())
        .set("metadata", metadata)
        .set("created_at", at)
        .set("updated_at", at);
  }

  private static void status(
      Writes writes, UUID agentId, AgentStatus status, @Nullable String reason, Instant at) {
    writes
        .update("agents", "agent_id", agentId)
        .set("status", status.wire())
        .set("status_reason", reason)
        .set("updated_at", at);
  }
}

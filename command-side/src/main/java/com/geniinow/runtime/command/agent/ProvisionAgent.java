package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.command.line.RequestHash;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaLimits;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Creates an agent together with its quota.
 *
 * @param by who asked, as in the token's {@code sub}
 */
public record ProvisionAgent(
    UUID agentId,
    UUID entityId,
    String name,
    Json metadata,
    QuotaLimits limits,
    OveragePolicy policy,
    @Nullable String idempotencyKey,
    RequestHash requestHash,
    String by,
    Instant at)
    implements AgentCommand<Optional<String>> {
  @Override
  public UUID newEntityId() {
    return entityId;
  }
}

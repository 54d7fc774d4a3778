package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.agent.AgentEvent.KeyCreated;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRevoked;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRotated;
import java.time.Instant;
import java.util.UUID;

/** The tables agent_keys, and agent_key_secrets with a row for each secret a key ever had. */
public final class KeyProjector implements Projector {
  private static final String SECRETS = "agent_key_secrets";

  @Override
  public void project(StoredEvent event, Writes writes) {
    switch (event.payload()) {
      case KeyCreated e -> created(e, writes);
      case KeyRotated e -> {
        writes
            .update(SECRETS, "secret_id", secret(e.keyId(), e.secret() - 1))
            .set("valid_until", e.formerUntil());
        writes.update("agent_keys", "key_id", e.keyId()).set("prefix", e.prefix());
        secret(writes, e.agentId(), e.keyId(), e.secret(), e.hash(), e.at());
      }
      case KeyRevoked e ->
          writes.update("agent_keys", "key_id", e.keyId()).set("revoked_at", e.at());
      default -> {}
    }
  }

  private static void created(KeyCreated e, Writes writes) {
    writes
        .insert("agent_keys", e.agentId())
        .set("key_id", e.keyId())
        .set("name", e.name())
        .set("scopes", String.join(" ", e.scopes()))
        .set("prefix", e.prefix())
        .set("created_by", e.by())
        .set("created_at", e.at())
        .set("expires_at", e.expiresAt());
    secret(writes, e.agentId(), e.keyId(), 1, e.hash(), e.at());
  }

  private static void secret(
      Writes writes, UUID agentId, UUID keyId, int secret, String hash, Instant at) {
    writes
        .insert(SECRETS, agentId)
        .set("secret_id", secret(keyId, secret))
        .set("key_id", keyId)
        .set("hash", hash)
        .set("created_at", at);
  }

  private static UUID secret(UUID keyId, int secret) {
    return Ids.derive(keyId, "secret/" + secret);
  }
}

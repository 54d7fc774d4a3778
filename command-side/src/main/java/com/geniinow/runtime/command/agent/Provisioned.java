package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.agent.AgentStatus;
import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.query.view.quota.QuotaView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The answer to provisioning: the agent with its untouched quota and its first ledger entry. */
record Provisioned(
    UUID agentId,
    UUID entityId,
    String name,
    @Schema(allowableValues = {"active", "suspended", "terminated"}) String status,
    QuotaView quota,
    UUID ledgerEntryId,
    Instant createdAt) {
  private static final JsonMapper JSON = Json.mapper();

  static Provisioned of(ProvisionAgent c) {
    return new Provisioned(
        c.agentId(),
        c.entityId(),
        c.name(),
        AgentStatus.ACTIVE.wire(),
        QuotaView.untouched(c.agentId(), c.limits(), c.policy(), c.at()),
        Ids.ledgerEntry(c.agentId(), 1),
        c.at());
  }

  /** The body as it is answered, and kept for a request that comes again. */
  String json() {
    return JSON.writeValueAsString(this);
  }

  static Provisioned parse(String json) {
    var body = JSON.readTree(json);
    // Answers that were kept before the field was there lack it.
    if (body.path("quota") instanceof ObjectNode quota && !quota.has("storage_reserved_bytes")) {
      quota.put("storage_reserved_bytes", 0);
    }
    return JSON.treeToValue(body, Provisioned.class);
  }
}

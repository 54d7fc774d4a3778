package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.quota.Period;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.web.Json;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
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
    NewQuota quota,
    UUID ledgerEntryId,
    Instant createdAt) {
  private static final JsonMapper JSON = Json.mapper();

  static Provisioned of(ProvisionAgent c) {
    return new Provisioned(
        c.agentId(),
        c.entityId(),
        c.name(),
        AgentStatus.ACTIVE.wire(),
        NewQuota.of(c),
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

  /** As the quota route shows it, with nothing used. */
  record NewQuota(
      UUID agentId,
      String period,
      long monthlyTokenLimit,
      long monthlyTokensUsed,
      long monthlyTokensReserved,
      double tokensPct,
      BigDecimal monthlyCostLimitUsd,
      BigDecimal monthlyCostUsedUsd,
      BigDecimal monthlyCostReservedUsd,
      double costPct,
      long storageLimitBytes,
      long storageUsedBytes,
      long storageReservedBytes,
      double storagePct,
      @Schema(allowableValues = {"block", "alert_only", "allow"}) String overagePolicy,
      Instant resetsAt) {

    static NewQuota of(ProvisionAgent c) {
      var limits = c.limits();
      var period = Period.of(c.at());
      return new NewQuota(
          c.agentId(),
          period,
          limits.monthlyTokens(),
          0,
          0,
          percent(limits.monthlyTokens() == 0),
          limits.monthlyCostUsd(),
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          percent(limits.monthlyCostUsd().signum() == 0),
          limits.storageBytes(),
          0,
          0,
          percent(limits.storageBytes() == 0),
          c.policy().wire(),
          Period.end(period));
    }

    /** A limit of 0 is used up from the start. */
    private static double percent(boolean zeroLimit) {
      return zeroLimit ? 100 : 0;
    }
  }
}

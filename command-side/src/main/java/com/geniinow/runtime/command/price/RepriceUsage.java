package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Has one use cost what it costs at a version of its model's price, and counts that for the order.
 *
 * @param repriceId the order
 * @param recordedAt the time of the use's row: with the agent and the use it is the order's place
 * @param model whose version it is
 * @param dryRun only counts what that changes
 */
record RepriceUsage(
    UUID repriceId,
    UUID agentId,
    Instant recordedAt,
    UUID usageId,
    UUID correctionId,
    String model,
    int version,
    boolean dryRun,
    String reason,
    String by,
    Instant at)
    implements AgentCommand<Void> {
  RepriceTable.Place place() {
    return new RepriceTable.Place(agentId, recordedAt, usageId);
  }
}

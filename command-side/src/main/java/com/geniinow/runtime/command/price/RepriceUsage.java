package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * Has one use cost what it costs at a version of its model's price.
 *
 * @param model whose version it is
 * @param dryRun only says what that changes
 */
record RepriceUsage(
    UUID agentId,
    UUID usageId,
    UUID correctionId,
    String model,
    int version,
    boolean dryRun,
    String reason,
    String by,
    Instant at)
    implements AgentCommand<RepriceUsage.Result> {
  /** What became of it. */
  record Result(Outcome outcome, BigDecimal deltaUsd) {
    static Result of(Outcome outcome) {
      return new Result(outcome, Usd.ZERO);
    }
  }

  /** How it ended. */
  enum Outcome {
    CORRECTED,
    UNCHANGED,
    REFUSED
  }
}

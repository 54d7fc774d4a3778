package com.geniinow.runtime.query.view.report;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The requests that list what the figures of one chain count. */
record Queries(String base, @Nullable Instant from, @Nullable Instant to) {
  static Queries ofAgent(UUID agentId, @Nullable Instant from, @Nullable Instant to) {
    return new Queries("/api/agents/" + agentId, from, to);
  }

  static Queries ofBudget(UUID entityId, @Nullable Instant from, @Nullable Instant to) {
    return new Queries("/api/budgets/entities/" + entityId, from, to);
  }

  /** The entries of these types. */
  String ledger(String... types) {
    return base + "/ledger?type=" + String.join(",", types) + range();
  }

  /** What was used. */
  String usage() {
    var range = range();
    return base + "/quota/usage" + (range.isEmpty() ? "" : "?" + range.substring(1));
  }

  private String range() {
    return (from == null ? "" : "&from=" + from) + (to == null ? "" : "&to=" + to);
  }
}

package com.geniinow.runtime.query.view.report;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

  /**
   * What was used of a model.
   *
   * @param model null for what was used without one
   */
  String usage(@Nullable String model) {
    return base + "/quota/usage?model=" + (model == null ? "" : encoded(model)) + range();
  }

  /** A space is %20, which is one wherever it stands in an address. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String range() {
    return (from == null ? "" : "&from=" + from) + (to == null ? "" : "&to=" + to);
  }
}

package com.geniinow.runtime.command.alert;

import java.util.Set;
import java.util.UUID;

/**
 * How an agent stands.
 *
 * @param allowed whatever it uses, by policy: then nobody needs to hear of its tokens
 * @param above the thresholds it was above when it was last looked at
 */
record Figures(
    UUID agentId,
    UUID entityId,
    long tokensUsed,
    long tokenLimit,
    boolean allowed,
    long storageUsed,
    long storageLimit,
    long openTasks,
    Set<String> above) {
  double tokensPercent() {
    return allowed ? 0 : percent(tokensUsed, tokenLimit);
  }

  /** More used than the limit, not just near it. */
  boolean tokensPassed() {
    return tokensUsed > tokenLimit;
  }

  double storagePercent() {
    return percent(storageUsed, storageLimit);
  }

  /** A limit of 0 is used up as soon as there is anything. */
  private static double percent(long used, long limit) {
    return 100.0 * used / Math.max(limit, 1);
  }
}

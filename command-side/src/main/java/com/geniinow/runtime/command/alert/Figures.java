package com.geniinow.runtime.command.alert;

import java.util.Set;
import java.util.UUID;

/**
 * How an agent stands.
 *
 * @param above the thresholds it was above when it was last looked at
 */
record Figures(
    UUID agentId,
    UUID entityId,
    String name,
    long tokensUsed,
    long tokenLimit,
    long storageUsed,
    long storageLimit,
    long openTasks,
    Set<String> above) {

  double tokensPercent() {
    return percent(tokensUsed, tokenLimit);
  }

  double storagePercent() {
    return percent(storageUsed, storageLimit);
  }

  /** A limit of 0 is used up as soon as there is anything. */
  private static double percent(long used, long limit) {
    return 100.0 * used / Math.max(limit, 1);
  }
}

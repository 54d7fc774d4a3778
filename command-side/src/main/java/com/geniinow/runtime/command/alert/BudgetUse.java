package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.UUID;

/**
 * What agents have used of a limit that they share.
 *
 * @param entityId the platform's own id for the platform
 * @param limit with its raises
 * @param policy as it is called on the wire
 */
record BudgetUse(
    UUID budgetId,
    UUID entityId,
    Level level,
    Window window,
    LimitKind kind,
    BigDecimal limit,
    BigDecimal used,
    String policy) {
  /** Whether that much is used; of a limit of 0 as soon as anything is. */
  boolean hasReached(int share) {
    return used.signum() > 0
        && used.movePointRight(2).compareTo(limit.multiply(BigDecimal.valueOf(share))) >= 0;
  }

  /** Used share of the limit, which may be above 100. */
  BigDecimal percent() {
    return limit.signum() == 0
        ? BigDecimal.valueOf(100)
        : used.movePointRight(2).divide(limit, 1, RoundingMode.DOWN);
  }
}

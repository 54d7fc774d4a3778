package com.geniinow.runtime.command.budget;

import java.math.BigDecimal;

/**
 * Of many agents in one window, in tokens or dollars.
 *
 * @param taken what they have used and hold, or may take by themselves where that is more
 */
record Totals(BigDecimal used, BigDecimal held, BigDecimal taken) {
  static final Totals NOTHING = new Totals(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  /** What counts against a limit. */
  BigDecimal total() {
    return used.add(held);
  }
}

package com.geniinow.runtime.command.quota;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.UUID;

/**
 * What one attempt may use.
 *
 * @param period the month it was made in, and is settled into
 */
record Hold(long tokens, BigDecimal costUsd, YearMonth period) {
  /** A hold belongs to one attempt of one task. */
  static String key(UUID taskId, int attempt) {
    return taskId + "/" + attempt;
  }
}

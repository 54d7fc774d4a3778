package com.geniinow.runtime.command.quota;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt may use.
 *
 * @param period the month it was made in, and is settled into
 * @param at when it was made
 * @param price that it is settled by; null where none counted, and for holds of before
 */
record Hold(
    long tokens, BigDecimal costUsd, YearMonth period, Instant at, @Nullable HeldPrice price) {
  /** A hold belongs to one attempt of one task. */
  static String key(UUID taskId, int attempt) {
    return taskId + "/" + attempt;
  }
}

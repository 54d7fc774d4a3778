package com.geniinow.runtime.command.quota;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt may use at most.
 *
 * @param at when it was held
 * @param price that it is settled by; null where none counted, and for holds of before
 * @param calls model calls that were made out of it so far
 */
public record Reserved(
    long tokens, BigDecimal costUsd, Instant at, @Nullable HeldPrice price, int calls) {
  /** With none made. */
  public Reserved(long tokens, BigDecimal costUsd, Instant at, @Nullable HeldPrice price) {
    this(tokens, costUsd, at, price, 0);
  }
}

package com.geniinow.runtime.events;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** US dollars as exact decimals, in one normal form, so that equal amounts print alike. */
public final class Usd {
  /** The finest amount that is kept: a ten-billionth of a dollar. */
  public static final int SCALE = 10;

  public static final BigDecimal ZERO = BigDecimal.ZERO;

  private Usd() {}

  /**
   * The amount without trailing zeros, rounded up at {@link #SCALE}. Print it with {@code
   * toPlainString}: {@code toString} writes small amounts with an exponent.
   */
  public static BigDecimal of(BigDecimal amount) {
    var exact = amount.scale() > SCALE ? amount.setScale(SCALE, RoundingMode.UP) : amount;
    var stripped = exact.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /** As {@link #of(BigDecimal)}, from decimal text. */
  public static BigDecimal of(String amount) {
    return of(new BigDecimal(amount));
  }
}

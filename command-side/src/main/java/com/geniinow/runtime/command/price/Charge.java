package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.quota.HeldPrice;
import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a use costs.
 *
 * @param price that it costs by; null where no model was called or none has a price
 * @param assumed whether a class of its tokens has no price of its own
 */
public record Charge(BigDecimal usd, @Nullable HeldPrice price, boolean assumed) {
  /** Of no model, or of one without a price. */
  public static final Charge NOTHING = new Charge(Usd.ZERO, null, false);

  /** The version of that price; null for none. */
  public @Nullable Integer version() {
    return price == null ? null : price.version();
  }
}

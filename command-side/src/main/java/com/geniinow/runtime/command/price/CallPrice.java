package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.quota.HeldPrice;
import com.geniinow.runtime.events.price.ModelPrice;
import java.math.BigDecimal;

/**
 * The price of one model as it is in force for a call.
 *
 * @param held which version it is
 */
public record CallPrice(ModelPrice entry, HeldPrice held) {
  /** The most that a call can cost, in dollars. */
  public BigDecimal worst(long promptTokens, long outputTokens) {
    return new Rates(entry).worstCall(promptTokens, outputTokens);
  }

  /** How many tokens of an answer an amount pays for beside a prompt; 0 or more. */
  public long output(long promptTokens, BigDecimal amount) {
    return new Rates(entry).output(promptTokens, amount);
  }
}

package com.geniinow.runtime.command.store.evolution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.geniinow.runtime.command.store.JsonUpcaster;
import java.math.BigDecimal;

/** From revision 1 of {@link PriceAgreed} to revision 2. */
public final class CentsToDollars extends JsonUpcaster {
  public CentsToDollars() {
    super("com.geniinow.runtime.command.store.evolution.PriceAgreed", 1);
  }

  @Override
  protected void change(ObjectNode payload) {
    long cents = payload.remove("cents").longValue();
    payload.put("costUsd", BigDecimal.valueOf(cents, 2).toPlainString());
  }
}

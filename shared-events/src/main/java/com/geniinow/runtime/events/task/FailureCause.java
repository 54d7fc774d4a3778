package com.geniinow.runtime.events.task;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a failed attempt says about others than its task, and people must hear of. */
public enum FailureCause {
  /** The account at the model's provider has no credit. */
  PROVIDER_OUT_OF_CREDIT;

  /** The name on the wire, such as {@code provider_out_of_credit}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The cause of that name on the wire; empty for any other. */
  public static Optional<FailureCause> of(String wire) {
    return Stream.of(values()).filter(cause -> cause.wire().equals(wire)).findFirst();
  }
}

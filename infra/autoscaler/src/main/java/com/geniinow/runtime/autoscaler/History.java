package com.geniinow.runtime.autoscaler;

import java.time.Instant;
import java.util.List;

/**
 * What was wanted at recent moments, oldest first. The only memory of the policy: losing it delays
 * scaling in and nothing else.
 */
public record History(List<Wish> wishes) {
  /** Nothing is known yet. */
  public static final History NONE = new History(List.of());

  public History {
    wishes = List.copyOf(wishes);
  }

  /** The workers that would have done at one moment. */
  public record Wish(Instant at, int workers) {}
}

package com.geniinow.runtime.events.price;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.RuntimeEvent;
import java.time.Instant;
import java.util.UUID;

/** What happens to the price book, which belongs to the platform: {@link Ids#PLATFORM}. */
public sealed interface PriceEvent extends RuntimeEvent {
  /**
   * A model has a price from a moment on. Nothing is overwritten: in force at a moment is the
   * version with the latest {@code validFrom} up to it, of two that are equal the later version;
   * before the first of a model's versions, the first.
   *
   * @param version counts from 1 for each model
   */
  record PriceSet(
      UUID agentId,
      String model,
      int version,
      ModelPrice price,
      Instant validFrom,
      String reason,
      String by,
      Instant at)
      implements PriceEvent {}

  /**
   * Uses of a model, whose holds were made from a moment until another, get what they cost at a
   * version: each by a correction of its own.
   *
   * @param from inclusive
   * @param to exclusive
   */
  record RepriceOrdered(
      UUID agentId,
      UUID repriceId,
      String model,
      int version,
      Instant from,
      Instant to,
      String reason,
      String by,
      Instant at)
      implements PriceEvent {}
}

package com.geniinow.runtime.query.history;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What would have come of it.
 *
 * @param admitted tasks, model calls and embedding calls that would have been let in
 * @param refused those that a limit would have kept out
 * @param chargedUsd in the period, corrections included
 * @param firstRefusal null where nothing would have been refused
 */
record WhatIfView(
    long admitted, long refused, BigDecimal chargedUsd, @Nullable FirstRefusal firstRefusal) {
  /**
   * The first that a limit would have kept out.
   *
   * @param eventId what is on record of it: the refusal there was, or the hold there would not be
   * @param taskId or the id of the call, where it is one
   */
  record FirstRefusal(
      UUID eventId,
      UUID taskId,
      Instant at,
      @Schema(allowableValues = {"agent", "entity", "platform"}) String level,
      @Schema(allowableValues = {"tokens", "cost"}) String limitKind) {}
}

package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is added to what was counted; amounts below 0 take from it.
 *
 * @param day the day that it counts in, too; null for none
 * @param taskId the task that it is of; null for none
 * @param model whose use it is; null where that isn't said
 * @param price the other price of an earlier use; null where a person corrects
 * @param reason null of an agent that is erased, or is being erased: no text of it is kept
 */
public record Correction(
    UUID correctionId,
    YearMonth month,
    @Nullable LocalDate day,
    @Nullable UUID taskId,
    @Nullable String model,
    long tokens,
    BigDecimal costUsd,
    @Nullable OtherPrice price,
    @Nullable String reason) {
  /**
   * What a use is charged instead.
   *
   * @param usageId the use
   * @param version of its model's price
   */
  public record OtherPrice(UUID usageId, int version) {}

  /** What it counts in. */
  Windows windows() {
    return new Windows(month, Objects.toString(day, null));
  }

  /** The same without a word. */
  Correction unsaid() {
    return new Correction(correctionId, month, day, taskId, model, tokens, costUsd, price, null);
  }

  UsageCorrected event(UUID agentId, boolean opensDay, String by, Instant at) {
    return new UsageCorrected(
        agentId,
        correctionId,
        month.toString(),
        Objects.toString(day, null),
        taskId,
        model,
        tokens,
        Usd.of(costUsd),
        price == null ? null : price.usageId(),
        price == null ? null : price.version(),
        reason,
        by,
        at,
        opensDay);
  }
}

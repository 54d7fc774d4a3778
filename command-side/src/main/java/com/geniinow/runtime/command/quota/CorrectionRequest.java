package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.platform.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/agents/{id}/quota/corrections}: amounts below 0 take from what was
 * counted.
 *
 * @param period a month, or a day for that day too; left out: this month and no day
 */
record CorrectionRequest(
    @Schema(example = "2026-03") @Nullable @Pattern(regexp = "2\\d{3}-\\d{2}(-\\d{2})?")
        String period,
    @Nullable @Min(-QuotaRequest.MAX_EXACT) @Max(QuotaRequest.MAX_EXACT) Long tokens,
    @Nullable @Digits(integer = 12, fraction = 10) @DecimalMin("-100000000000") @DecimalMax("100000000000") BigDecimal costUsd,
    @Nullable UUID taskId,
    @NotBlank @Size(max = 1000) String reason,
    @Nullable @Size(min = 1, max = 200) String idempotencyKey) {

  Correction correction(UUID correctionId, Instant now) {
    long some = tokens == null ? 0 : tokens;
    var usd = costUsd == null ? BigDecimal.ZERO : costUsd;
    if (some == 0 && usd.signum() == 0) {
      throw ProblemException.invalidField("tokens", "or cost_usd must be given, and not be 0");
    }
    var day = day();
    var month = day != null ? YearMonth.from(day) : period == null ? Period.of(now) : month();
    return new Correction(correctionId, month, day, taskId, null, some, usd, null, reason);
  }

  private YearMonth month() {
    try {
      return YearMonth.parse(String.valueOf(period));
    } catch (DateTimeException e) {
      throw noPeriod();
    }
  }

  private @Nullable LocalDate day() {
    try {
      return period == null || period.length() < 10 ? null : LocalDate.parse(period);
    } catch (DateTimeException e) {
      throw noPeriod();
    }
  }

  private static ProblemException noPeriod() {
    return ProblemException.invalidField("period", "must be a month or a day of the calendar");
  }
}

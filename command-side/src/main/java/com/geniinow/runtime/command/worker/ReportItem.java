package com.geniinow.runtime.command.worker;

import com.geniinow.runtime.command.task.ReportedCause;
import com.geniinow.runtime.command.task.UsageReport;
import com.geniinow.runtime.events.task.FailureCause;
import com.geniinow.runtime.platform.time.RetryAfter;
import com.geniinow.runtime.platform.web.QuotedText;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * How an attempt ended.
 *
 * @param result of a completed one, 256 KB of JSON at most
 * @param error why it failed; cleaned and cut, never refused; must be given where it failed
 * @param retryable whether another attempt may succeed; true where it isn't said
 * @param retryAfterSeconds how long the next attempt must wait at least; more than an hour counts
 *     as an hour
 * @param cause what people must hear of; heard from workers of the runtime alone
 */
record ReportItem(
    @NotNull UUID taskId,
    @NotNull @Min(1) Integer attempt,
    @NotNull Outcome outcome,
    @Nullable JsonNode result,
    @Nullable UsageReport usage,
    @Nullable String error,
    @Nullable Boolean retryable,
    @Schema(description = "How long the next attempt waits at least; an hour at most counts")
        @Nullable @PositiveOrZero BigDecimal retryAfterSeconds,
    @JsonDeserialize(using = ReportedCause.class)
        @Schema(
            type = "string",
            allowableValues = "provider_out_of_credit",
            description = "What people must hear of; any other value is passed over")
        @Nullable FailureCause cause) {
  private static final int LONGEST_ERROR = 4_000; // characters

  /** How an attempt can end. */
  enum Outcome {
    COMPLETED,
    FAILED,
    /** Handed back: no retry is counted, but for one time too many in a row. */
    RELEASED
  }

  ReportItem {
    error = error == null ? null : QuotedText.clean(error, LONGEST_ERROR);
  }

  @Nullable Duration retryAfter() {
    if (retryAfterSeconds == null) {
      return null;
    }
    var longest = BigDecimal.valueOf(RetryAfter.LONGEST.toSeconds());
    return Duration.ofMillis(
        retryAfterSeconds
            .min(longest)
            .movePointRight(3)
            .setScale(0, RoundingMode.CEILING)
            .longValueExact());
  }
}

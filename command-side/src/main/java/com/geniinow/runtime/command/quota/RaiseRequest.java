package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.PlainLine;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * By how much limits are higher for a while.
 *
 * @param until later than now, by 366 days at most; left out: the end of this month or day
 */
public record RaiseRequest(
    @Nullable @Positive @Max(QuotaRequest.MAX_EXACT) Long tokens,
    @Nullable @Positive @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal costUsd,
    @NotNull Window window,
    @Nullable Instant until,
    @NotBlank @Size(max = 1000) @PlainLine String reason) {
  private static final Duration LONGEST = Duration.ofDays(366);

  /** What is asked for. */
  public Raise raise(Instant now) {
    if (tokens == null && costUsd == null) {
      throw ProblemException.invalidField("tokens", "or cost_usd must be given");
    }
    var end = until == null ? window.end(window.of(now)) : until;
    if (!end.isAfter(now) || end.isAfter(now.plus(LONGEST))) {
      throw ProblemException.invalidField("until", "must be later than now, by 366 days at most");
    }
    var usd = costUsd == null ? null : Usd.of(costUsd);
    return new Raise(window, tokens, usd, end.truncatedTo(ChronoUnit.MICROS));
  }
}

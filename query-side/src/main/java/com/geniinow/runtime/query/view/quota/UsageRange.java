package com.geniinow.runtime.query.view.quota;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whole hours or days, in UTC, that use is added up by.
 *
 * @param bucket their width: {@code hour} or {@code day}
 * @param from the beginning of the first one
 * @param to the end of the last one
 */
record UsageRange(String bucket, Instant from, Instant to) {
  static final String HOUR = "hour";
  static final String DAY = "day";

  /** Two years of days, 31 days of hours. */
  static final int MOST_DAYS = 732;

  static final int MOST_HOURS = 31 * 24;

  /** What is shown where nobody says from when: as many days, or as many hours. */
  private static final int USUAL_DAYS = 30;

  private static final int USUAL_HOURS = 24;

  /** Neither is a column's to hold, and arithmetic beyond them ends in errors of its own. */
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  /**
   * The buckets that hold these moments.
   *
   * @param bucket null for days
   * @param from null for a day of hours or 30 days before {@code to}
   * @param to null for now; buckets begin before it
   * @throws ProblemException 400 for another bucket, no bucket at all, or more than {@value
   *     #MOST_HOURS} hours or {@value #MOST_DAYS} days
   */
  static UsageRange of(
      @Nullable String bucket, @Nullable Instant from, @Nullable Instant to, Instant now) {
    if (bucket != null && !bucket.equals(HOUR) && !bucket.equals(DAY)) {
      throw ProblemException.invalidField("bucket", "must be hour or day");
    }
    var hours = HOUR.equals(bucket);
    var unit = hours ? ChronoUnit.HOURS : ChronoUnit.DAYS;
    var end = within("to", to == null ? now : to);
    var last = end.truncatedTo(unit);
    var until = last.equals(end) && to != null ? last : last.plus(unit.getDuration());
    var begin =
        from == null
            ? until.minus(unit.getDuration().multipliedBy(hours ? USUAL_HOURS : USUAL_DAYS))
            : within("from", from).truncatedTo(unit);
    if (!begin.isBefore(until) || (from != null && from.isAfter(end))) {
      throw ProblemException.invalidField("from", "must be before to");
    }
    var buckets = Duration.between(begin, until).dividedBy(unit.getDuration());
    var most = hours ? MOST_HOURS : MOST_DAYS;
    if (buckets > most) {
      throw ProblemException.invalidField(
          "from",
          "leaves %,d %ss to be shown, and %,d is the most: ask for a shorter time%s"
              .formatted(
                  buckets,
                  unit == ChronoUnit.HOURS ? HOUR : DAY,
                  most,
                  hours ? ", or for days" : ""));
    }
    return new UsageRange(hours ? HOUR : DAY, begin, until);
  }

  private static Instant within(String name, Instant at) {
    if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
      throw ProblemException.invalidField(name, "must be between the years 1970 and 9999");
    }
    return at;
  }
}

package com.geniinow.runtime.command.background;

import com.geniinow.runtime.command.background.Due.Whose;
import com.geniinow.runtime.platform.problem.Outages;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for all that is looked out for by one statement, and acts on what is due. Not for several
 * threads at once.
 */
final class Looks {
  /** Between two looks at most: so late is seen what nobody told this process of. */
  static final Duration LONGEST = Duration.ofSeconds(1);

  /** Between two looks at least. */
  static final Duration SHORTEST = Duration.ofMillis(20);

  private static final Logger log = LoggerFactory.getLogger(Looks.class);

  private final List<Watch> watches;
  private final HeldConnection database;
  private final Clock clock;
  private final LongSupplier nanos;
  private final String sql;
  private final long[] notBefore;
  private boolean failing;

  /**
   * Looks out for these.
   *
   * @param nanos a clock that nobody sets, as {@link System#nanoTime()}
   */
  Looks(List<Watch> watches, HeldConnection database, Clock clock, LongSupplier nanos) {
    this.watches = List.copyOf(watches);
    this.database = database;
    this.clock = clock;
    this.nanos = nanos;
    this.notBefore = new long[watches.size()];
    Arrays.fill(notBefore, nanos.getAsLong());
    this.sql =
        watches.stream()
            .map(watch -> "(" + watch.due().sql() + ")")
            .collect(Collectors.joining(",\n", "SELECT clock_timestamp(),\n", ""));
  }

  /** One look; answers how long to wait for the next one. */
  Duration look() {
    long began = nanos.getAsLong();
    var answer = ask();
    if (answer == null) {
      return LONGEST;
    }
    var pause = LONGEST;
    for (int n = 0; n < watches.size(); n++) {
      var left = left(n, answer, began);
      if (left.compareTo(pause) < 0) {
        pause = left;
      }
    }
    return pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
  }

  /**
   * How long one of them can wait, once what is due was acted on. Pauses are from look to look: if
   * they began where a look ends, the next one that takes less time would come too early for what
   * is due all the time, and would be made again.
   */
  private Duration left(int n, Answer answer, long began) {
    var watch = watches.get(n);
    var from = answer.from().get(n);
    if (from == null) {
      return LONGEST;
    }
    var now = watch.due().whose() == Whose.DATABASE ? answer.database() : clock.instant();
    if (from.isAfter(now)) {
      return from.isAfter(now.plus(LONGEST)) ? LONGEST : Duration.between(now, from);
    }
    long wait = notBefore[n] - began;
    if (wait > 0) {
      return Duration.ofNanos(wait);
    }
    notBefore[n] = began + watch.every().toNanos();
    try {
      watch.act().run();
    } catch (RuntimeException e) {
      log.debug("{} could not be told that it has something to do", watch.name(), e);
    }
    return watch.every();
  }

  /**
   * What the tables say; null while PostgreSQL is away. Where they can't be asked though it is
   * there, everything is due: it is then looked at as often as if there were no looks.
   */
  private @Nullable Answer ask() {
    try {
      List<Object> params = new ArrayList<>();
      for (var watch : watches) {
        watch.due().params().stream().<Object>map(Supplier::get).forEach(params::add);
      }
      var answer = database.ask(asked -> asked.sql(sql).params(params).query(this::read).single());
      failing = false;
      return answer;
    } catch (RuntimeException e) {
      if (Outages.isOutage(e)) {
        log.debug("what there is to do can't be asked while PostgreSQL is unavailable", e);
        return null;
      }
      if (!failing) {
        log.warn("what there is to do can't be asked; everything is looked at instead", e);
      }
      failing = true;
      return new Answer(Instant.EPOCH, Collections.nCopies(watches.size(), Instant.EPOCH));
    }
  }

  private Answer read(ResultSet row, int n) throws SQLException {
    List<@Nullable Instant> from = new ArrayList<>();
    for (int column = 2; column <= watches.size() + 1; column++) {
      var moment = row.getObject(column, OffsetDateTime.class);
      from.add(moment == null ? null : moment.toInstant());
    }
    return new Answer(row.getObject(1, OffsetDateTime.class).toInstant(), from);
  }

  private record Answer(Instant database, List<@Nullable Instant> from) {}
}

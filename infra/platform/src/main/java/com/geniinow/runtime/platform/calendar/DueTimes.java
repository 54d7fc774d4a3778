package com.geniinow.runtime.platform.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The moments at which a schedule is due in a time zone. A time that a day has not, since clocks
 * are put forward, is due when they are; one that comes twice is due the first time. Two that fall
 * on one moment so are one.
 */
public final class DueTimes {
  private final Cron cron;
  private final ZoneId zone;
  private final ZoneRules rules;

  public DueTimes(Cron cron, ZoneId zone) {
    this.cron = cron;
    this.zone = zone;
    this.rules = zone.getRules();
  }

  /** A schedule's, as it was taken. */
  public static DueTimes of(String cron, String zone) {
    return new DueTimes(Cron.of(cron), Zones.of(zone));
  }

  /** The first one that is later than a moment. */
  public Instant after(Instant moment) {
    for (var day = cron.dayFrom(day(moment)); day != null; day = cron.dayFrom(day.plusDays(1))) {
      for (var time : cron.times()) {
        var due = at(day.atTime(time));
        if (due.isAfter(moment)) {
          return due;
        }
      }
    }
    throw new IllegalStateException(cron + " is due on no day");
  }

  /** The first ones that are later than a moment. */
  public List<Instant> after(Instant moment, int most) {
    List<Instant> all = new ArrayList<>();
    for (var last = moment; all.size() < most; all.add(last)) {
      last = after(last);
    }
    return all;
  }

  /** The last one that is not later than a moment, and not before another; empty for none. */
  public Optional<Instant> latest(Instant notBefore, Instant moment) {
    var first = day(notBefore).minusDays(1);
    for (var day = day(moment); !day.isBefore(first); day = day.minusDays(1)) {
      if (!cron.hasDay(day)) {
        continue;
      }
      for (var time : cron.times().reversed()) {
        var due = at(day.atTime(time));
        if (!due.isAfter(moment)) {
          return due.isBefore(notBefore) ? Optional.empty() : Optional.of(due);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * How many there are between two moments, both included. It takes no longer for a schedule that
   * is due each minute than for one that is due each day.
   */
  public long count(Instant first, Instant last) {
    long count = 0;
    var counted = first.minusNanos(1);
    var end = day(last);
    // A day before: where clocks are put forward at midnight, its times may fall on the next day.
    for (var day = day(first).minusDays(1); !day.isAfter(end); day = day.plusDays(1)) {
      if (!cron.hasDay(day)) {
        continue;
      }
      var earliest = at(day.atTime(cron.times().getFirst()));
      var latest = at(day.atTime(cron.times().getLast()));
      if (earliest.isAfter(counted) && !latest.isAfter(last) && !changesOn(day)) {
        count += cron.times().size();
        counted = latest;
        continue;
      }
      for (var time : cron.times()) {
        var due = at(day.atTime(time));
        if (due.isAfter(counted) && !due.isAfter(last)) {
          count++;
          counted = due;
        }
      }
    }
    return count;
  }

  private boolean changesOn(LocalDate day) {
    var midnight = day.atStartOfDay(zone).toInstant();
    var change = rules.nextTransition(midnight.minusSeconds(1));
    return change != null && !day(change.getInstant()).isAfter(day.plusDays(1));
  }

  private LocalDate day(Instant moment) {
    return LocalDate.ofInstant(moment, zone);
  }

  private Instant at(LocalDateTime local) {
    var change = rules.getTransition(local);
    if (change == null) {
      return local.toInstant(rules.getOffset(local));
    }
    return change.isGap() ? change.getInstant() : local.toInstant(change.getOffsetBefore());
  }
}

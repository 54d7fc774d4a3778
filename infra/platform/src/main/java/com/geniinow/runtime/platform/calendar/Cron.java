package com.geniinow.runtime.platform.calendar;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Five fields of a crontab, by a clock on the wall: minute, hour, day of the month, month, day of
 * the week. As in crontab(5), where neither field of a day begins with {@code *} a day is meant
 * that either of them names; else it must fit both.
 */
public final class Cron {
  /** Characters of its text at most. */
  public static final int LONGEST = 200;

  /** After so many days the calendar begins anew, days of the week included. */
  private static final int CALENDAR_DAYS = 146_097;

  private static final int SUNDAY = 7;

  private final String text;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;
  private final boolean eitherDay;
  private final List<LocalTime> times;

  private Cron(String text, List<String> fields) {
    this.text = text;
    var minutes = CronField.MINUTE.read(fields.get(0));
    var hours = CronField.HOUR.read(fields.get(1));
    days = CronField.DAY_OF_MONTH.read(fields.get(2));
    months = CronField.MONTH.read(fields.get(3));
    weekdays = CronField.DAY_OF_WEEK.read(fields.get(4));
    if (weekdays.get(0)) {
      weekdays.set(SUNDAY);
    }
    eitherDay = !fields.get(2).startsWith("*") && !fields.get(4).startsWith("*");
    List<LocalTime> all = new ArrayList<>();
    hours.stream()
        .forEach(hour -> minutes.stream().forEach(minute -> all.add(LocalTime.of(hour, minute))));
    times = List.copyOf(all);
  }

  /**
   * Reads one.
   *
   * @throws CronException where it is none, or names days that never come
   */
  public static Cron of(String text) {
    if (text.length() > LONGEST) {
      throw new CronException("must be at most " + LONGEST + " characters");
    }
    var fields = List.of(text.strip().split("[ \\t]+"));
    if (fields.size() != 5) {
      throw new CronException(
          "must have five fields: minute, hour, day of month, month, day of week");
    }
    var cron = new Cron(String.join(" ", fields), fields);
    if (cron.dayFrom(LocalDate.EPOCH) == null) {
      throw new CronException("names days that never come");
    }
    return cron;
  }

  /** The times of each of its days, in order; at least one. */
  List<LocalTime> times() {
    return times;
  }

  /** Whether it is due on a day. */
  boolean hasDay(LocalDate day) {
    if (!months.get(day.getMonthValue())) {
      return false;
    }
    var byMonth = days.get(day.getDayOfMonth());
    var byWeek = weekdays.get(day.getDayOfWeek().getValue());
    return eitherDay ? byMonth || byWeek : byMonth && byWeek;
  }

  /** The first of its days that is not before one; null for none. */
  @Nullable LocalDate dayFrom(LocalDate first) {
    for (var day = first; first.until(day, ChronoUnit.DAYS) <= CALENDAR_DAYS; ) {
      if (hasDay(day)) {
        return day;
      }
      day = months.get(day.getMonthValue()) ? day.plusDays(1) : nextMonth(day);
    }
    return null;
  }

  private static LocalDate nextMonth(LocalDate day) {
    return day.withDayOfMonth(1).plusMonths(1);
  }

  /** As it was given, with one space between two fields. */
  @Override
  public String toString() {
    return text;
  }
}

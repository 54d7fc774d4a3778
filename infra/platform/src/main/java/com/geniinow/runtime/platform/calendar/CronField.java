package com.geniinow.runtime.platform.calendar;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the five fields. A list of {@code *}, numbers and ranges; {@code /n} behind the star or a
 * range takes each n-th of it.
 */
enum CronField {
  MINUTE("minute", 0, 59, List.of()),
  HOUR("hour", 0, 23, List.of()),
  DAY_OF_MONTH("day of month", 1, 31, List.of()),
  MONTH(
      "month",
      1,
      12,
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
  /** Sunday is 0 and 7. */
  DAY_OF_WEEK("day of week", 0, 7, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

  private static final Pattern ITEM =
      Pattern.compile(
          "(?:\\*|(?<first>[0-9]{1,2}|[a-z]{3})(?:-(?<last>[0-9]{1,2}|[a-z]{3}))?)"
              + "(?:/(?<step>[0-9]{1,2}))?");

  private final String title;
  private final int least;
  private final int most;
  private final List<String> names;

  CronField(String title, int least, int most, List<String> names) {
    this.title = title;
    this.least = least;
    this.most = most;
    this.names = names;
  }

  /** The values that a field names. */
  BitSet read(String field) {
    var values = new BitSet();
    for (var item : field.toLowerCase(Locale.ROOT).split(",", -1)) {
      var parts = ITEM.matcher(item);
      if (!parts.matches()) {
        throw new CronException("has no %s: %s".formatted(title, item));
      }
      add(parts, item, values);
    }
    return values;
  }

  private void add(Matcher item, String text, BitSet values) {
    var star = item.group("first") == null;
    var single = !star && item.group("last") == null;
    int first = star ? least : value(item.group("first"));
    int last = star ? most : single ? first : value(item.group("last"));
    var step = item.group("step") == null ? 1 : Integer.parseInt(item.group("step"));
    if (last < first) {
      throw new CronException("has a %s that ends before it begins: %s".formatted(title, text));
    }
    if (step < 1 || (single && item.group("step") != null)) {
      throw new CronException("has a step of no range in its %s: %s".formatted(title, text));
    }
    for (var value = first; value <= last; value += step) {
      values.set(value);
    }
  }

  private int value(String text) {
    var named = names.indexOf(text);
    int value =
        named >= 0 ? named : Character.isDigit(text.charAt(0)) ? Integer.parseInt(text) : -1;
    if (value < least || value > most) {
      throw new CronException(
          "has a %s that is not from %d to %d: %s".formatted(title, least, most, text));
    }
    return value;
  }
}

package com.geniinow.runtime.platform.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.testing.Property;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.support.CronExpression;

/** Any five fields, in any zone. */
class DueTimesProperties {
  private static final Instant START = Instant.parse("1960-01-01T00:00:00Z");
  private static final int YEARS_IN_MINUTES = 90 * 525_960;

  @Test
  void without_changes_of_clocks_it_is_due_when_spring_s_is() {
    Property.holds(
        500,
        random -> {
          var cron = cron(random);
          var after = moment(random);
          assertThat(DueTimes.of(cron, "UTC").after(after, 20))
              .as("%s after %s", cron, after)
              .isEqualTo(springs(cron, after, 20));
        });
  }

  @Test
  void what_is_counted_is_what_comes_one_after_the_other() {
    Property.holds(
        500,
        random -> {
          var cron = cron(random);
          var zones = List.copyOf(new java.util.TreeSet<>(ZoneRulesProvider.getAvailableZoneIds()));
          var zone = java.time.ZoneId.of(zones.get(random.nextInt(zones.size())));
          var due = new DueTimes(Cron.of(cron), zone);
          var first = due.after(moment(random));
          List<Instant> all = new ArrayList<>(List.of(first));
          all.addAll(due.after(first, 1 + random.nextInt(300)));
          var what = "%s in %s from %s".formatted(cron, zone, first);

          assertThat(all).as(what).isSorted().doesNotHaveDuplicates();
          assertThat(due.count(first, all.getLast())).as(what).isEqualTo(all.size());
          var between = random.nextInt(all.size());
          var next = between + 1 < all.size() ? all.get(between + 1) : due.after(all.getLast());
          var moment = all.get(between).plus(part(random, all.get(between), next));
          assertThat(due.latest(first, moment)).as(what).contains(all.get(between));
          assertThat(due.after(moment)).as(what).isEqualTo(next);
          assertThat(due.count(first, moment)).as(what).isEqualTo(between + 1);
        });
  }

  private static Duration part(Random random, Instant from, Instant to) {
    return Duration.ofMillis(random.nextLong(Duration.between(from, to).toMillis()));
  }

  private static Instant moment(Random random) {
    return START.plus(Duration.ofMinutes(random.nextInt(YEARS_IN_MINUTES)));
  }

  /** Either of two where each names a day of its own: Spring wants both. */
  private static List<Instant> springs(String cron, Instant after, int most) {
    var fields = cron.split(" ");
    var either = !fields[2].startsWith("*") && !fields[4].startsWith("*");
    var expressions =
        either
            ? Stream.of(
                "0 %s %s %s %s *".formatted(fields[0], fields[1], fields[2], fields[3]),
                "0 %s %s * %s %s".formatted(fields[0], fields[1], fields[3], fields[4]))
            : Stream.of("0 " + cron);
    var read = expressions.map(CronExpression::parse).toList();
    List<Instant> all = new ArrayList<>();
    var last = LocalDateTime.ofInstant(after, ZoneOffset.UTC);
    while (all.size() < most) {
      var from = last;
      last =
          read.stream()
              .flatMap(expression -> Stream.ofNullable(expression.next(from)))
              .min(LocalDateTime::compareTo)
              .orElseThrow();
      all.add(last.toInstant(ZoneOffset.UTC));
    }
    return all;
  }

  private static String cron(Random random) {
    var day = field(random, 1, 28);
    return String.join(
        " ",
        field(random, 0, 59),
        field(random, 0, 23),
        day,
        Property.oneOf(random, "*", "*", field(random, 1, 12)),
        Property.oneOf(random, "*", weekdays(random)));
  }

  /** Steps of the whole week begin on Sunday in crontab(5), and on Monday in Spring. */
  private static String weekdays(Random random) {
    return field(random, 0, 6).replaceAll("\\*/.*", "*");
  }

  private static String field(Random random, int least, int most) {
    int one = random.nextInt(least, most + 1);
    int other = random.nextInt(one, most + 1);
    return Property.oneOf(
        random,
        "*",
        "*/" + random.nextInt(1, Math.min(99, most) + 1),
        Integer.toString(one),
        one + "-" + other,
        one + "-" + other + "/" + random.nextInt(1, 10),
        one + "," + other);
  }
}

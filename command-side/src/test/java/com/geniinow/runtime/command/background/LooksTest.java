package com.geniinow.runtime.command.background;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.servers.LocalServers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What one statement says of all that is looked out for; PostgreSQL is real, our time is set. */
class LooksTest {
  private static final Duration EVERY = Duration.ofMillis(300);
  private static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");

  private final HeldConnection database =
      new HeldConnection(new DriverManagerDataSource(LocalServers.shared().superuserJdbcUrl()));
  private final List<String> acted = new ArrayList<>();
  private long nanos = 1;

  @AfterEach
  void giveBack() {
    database.close();
  }

  private Looks looks(Watch... watches) {
    return new Looks(
        Arrays.asList(watches), database, Clock.fixed(NOW, ZoneOffset.UTC), () -> nanos);
  }

  private Watch watch(String name, Due due) {
    return new Watch(name, due, EVERY, () -> acted.add(name));
  }

  @Test
  void nothing_to_do_is_looked_for_once_a_second() {
    var looks =
        looks(
            watch("no row", Due.byProcess("SELECT now() WHERE false")),
            watch("null", Due.NEVER),
            watch("no such row", Due.whileAny("pg_class WHERE relname = ?", () -> "no such")));

    assertThat(looks.look()).isEqualTo(Looks.LONGEST);
    assertThat(acted).isEmpty();
  }

  @Test
  void what_is_due_is_acted_on_and_nobody_else() {
    var looks =
        looks(
            watch("not", Due.NEVER),
            watch("database's", Due.byDatabase("SELECT clock_timestamp() - interval '1 s'")),
            watch(
                "ours", Due.byProcess("SELECT ?::timestamptz", () -> NOW.atOffset(ZoneOffset.UTC))),
            watch("ours, later", Due.byProcess("SELECT ?::timestamptz", () -> "2026-03-15T12:05Z")),
            watch("a row", Due.whileAny("pg_class WHERE relname = ?", () -> "pg_class")));

    assertThat(looks.look()).isEqualTo(EVERY);
    assertThat(acted).containsExactly("database's", "ours", "a row");
  }

  @Test
  void the_next_look_comes_when_something_will_be_due() {
    var looks =
        looks(
            watch("soon", Due.byProcess("SELECT ?::timestamptz", () -> "2026-03-15T12:00:00.400Z")),
            watch(
                "later", Due.byProcess("SELECT ?::timestamptz", () -> "2026-03-15T12:00:00.900Z")));

    assertThat(looks.look()).isEqualTo(Duration.ofMillis(400));
    assertThat(acted).isEmpty();
  }

  @Test
  void what_stays_due_is_acted_on_with_its_pause_between() {
    var looks = looks(watch("stays", Due.whileAny("pg_class")));
    looks.look();
    pass(Duration.ofMillis(100));
    assertThat(looks.look()).isEqualTo(Duration.ofMillis(200));
    assertThat(acted).hasSize(1);

    pass(Duration.ofMillis(200));
    looks.look();
    assertThat(acted).hasSize(2);
  }

  /** Else a look that takes a moment less than the one before finds it a moment too early. */
  @Test
  void what_is_due_all_the_time_is_seen_by_each_look_however_long_they_take() {
    var takes = new ArrayDeque<>(List.of(5, 1, 3));
    var always =
        Due.byDatabase(
            "SELECT to_timestamp(0) WHERE ?",
            () -> {
              pass(Duration.ofMillis(takes.remove()));
              return true;
            });
    var looks = looks(new Watch("always", always, Looks.LONGEST, () -> acted.add("always")));
    for (var look = 0; look < 3; look++) {
      nanos = 1 + look * Looks.LONGEST.toNanos();
      assertThat(looks.look()).isEqualTo(Looks.LONGEST);
    }
    assertThat(acted).hasSize(3);
  }

  @Test
  void one_that_fails_keeps_nobody_waiting() {
    var fails =
        new Watch(
            "fails",
            Due.whileAny("pg_class"),
            EVERY,
            () -> {
              throw new IllegalStateException("on purpose");
            });

    assertThat(looks(fails, watch("next", Due.whileAny("pg_class"))).look()).isEqualTo(EVERY);
    assertThat(acted).containsExactly("next");
  }

  @Test
  void where_the_tables_can_not_be_asked_everything_is_looked_at() {
    var looks = looks(watch("broken", Due.whileAny("no_such_table")), watch("whole", Due.NEVER));

    assertThat(looks.look()).isEqualTo(EVERY);
    assertThat(acted).containsExactly("broken", "whole");
  }

  @Test
  void while_postgresql_is_away_nothing_is_acted_on() {
    var away =
        new HeldConnection(
            new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1"));
    var looks =
        new Looks(
            List.of(watch("due", Due.whileAny("pg_class"))),
            away,
            Clock.fixed(NOW, ZoneOffset.UTC),
            () -> nanos);

    assertThat(looks.look()).isEqualTo(Looks.LONGEST);
    assertThat(acted).isEmpty();
  }

  private void pass(Duration time) {
    nanos += TimeUnit.MILLISECONDS.toNanos(time.toMillis());
  }
}

package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.query.record.Change.Insert;
import com.geniinow.runtime.query.record.Change.Update;
import com.geniinow.runtime.query.record.Writes;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A row in memory, changed as PostgreSQL would change it. */
class RowTest {
  private static final UUID KEY = new UUID(1, 2);

  private final Update update = new Writes().update("t", "id", KEY);

  @Test
  void values_are_seen_as_postgresql_writes_them() {
    var row =
        new Row()
            .put("id", KEY)
            .put("usd", new BigDecimal("1E-10"))
            .put("large", new BigDecimal("1E+3"))
            .put("at", Instant.parse("2026-03-10T12:00:00.000001Z"))
            .put("json", new Json("{ }"))
            .put("flag", true)
            .put("count", 3)
            .put("none", null);

    assertThat(row.get("id")).isEqualTo(KEY.toString());
    assertThat(row.get("usd")).isEqualTo("0.0000000001");
    assertThat(row.get("large")).isEqualTo("1000");
    assertThat(row.get("at")).isEqualTo("2026-03-10T12:00:00.000001Z");
    assertThat(row.get("json")).isEqualTo("{ }");
    assertThat(row.get("flag")).isEqualTo("true");
    assertThat(row.get("count")).isEqualTo("3");
    assertThat(row.get("none")).isNull();
    assertThat(row.get("never set")).isNull();
    assertThat(row.values()).hasSize(8).containsEntry("none", null);
  }

  @Test
  void sums_are_exact_whatever_the_numbers_were_written_as() {
    var row = new Row().put("a", 1).put("b", "0.1").put("c", 2L).put("d", new BigDecimal("0.2"));
    var tenth = new BigDecimal("0.1");
    row.apply(update.add("a", tenth).add("b", tenth).add("c", tenth).add("d", tenth));

    assertThat(row.values())
        .containsEntry("a", "1.1")
        .containsEntry("b", "0.2")
        .containsEntry("c", "2.1")
        .containsEntry("d", "0.3");
  }

  @Test
  void nothing_can_be_added_to_what_is_not_there() {
    var row = new Row();
    row.apply(update.add("a", BigDecimal.ONE));

    assertThat(row.get("a")).isNull();
  }

  @Test
  void what_is_absent_is_filled_in_once() {
    var row = new Row().put("a", null);
    row.apply(update.setIfAbsent("a", "first"));
    row.apply(new Writes().update("t", "id", KEY).setIfAbsent("a", "second"));

    assertThat(row.get("a")).isEqualTo("first");
  }

  @Test
  void conditions_look_at_the_row_before_the_update() {
    var row = new Row().put("period", "2026-03").put("used", 1).put("held", 1);
    row.apply(
        update
            .set("period", "2026-04")
            .addIf("used", BigDecimal.TEN, "period", "2026-03")
            .addIf("held", BigDecimal.TEN, "period", "2026-04"));

    assertThat(row.values())
        .containsEntry("period", "2026-04")
        .containsEntry("used", "11")
        .containsEntry("held", "1");
  }

  @Test
  void a_condition_on_what_is_absent_does_not_hold() {
    var row = new Row().put("used", 1);
    row.apply(update.addIf("used", BigDecimal.TEN, "period", "null"));

    assertThat(row.get("used")).isEqualTo("1");
  }

  @Test
  void a_row_of_an_insertion_is_that_insertion_s_and_goes_on_from_there() {
    Insert insert = new Writes().insert("t").set("a", 1).set("b", null);
    var row = new Row(insert);
    row.apply(update.set("b", "x"));

    assertThat(row.values()).hasSize(2).containsEntry("a", "1").containsEntry("b", "x");
  }
}

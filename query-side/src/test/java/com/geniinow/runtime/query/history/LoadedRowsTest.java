package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.query.record.Change.Update;
import com.geniinow.runtime.query.record.Writes;
import com.geniinow.runtime.query.testing.Database;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;

/** Rows of a shadow that were there before a batch, read at once and written at once. */
class LoadedRowsTest {
  private static final UUID ONE = new UUID(0, 1);
  private static final UUID TWO = new UUID(0, 2);

  private final Session session = Session.open(Database.system());
  private final Writes writes = new Writes();
  private final LiveTable things =
      new LiveTable(
          "things",
          "things",
          "id",
          false,
          new TreeMap<>(
              Map.of(
                  "id",
                  "uuid",
                  "n",
                  "int8",
                  "usd",
                  "numeric",
                  "t",
                  "text",
                  "at",
                  "timestamptz",
                  "j",
                  "json",
                  "f",
                  "bool")));

  @BeforeEach
  void two_rows() {
    session
        .template()
        .execute(
            """
            CREATE TEMPORARY TABLE things (id uuid PRIMARY KEY, n bigint, usd numeric(24,10),
              t text, at timestamptz, j json, f boolean)""");
    session.template().update("INSERT INTO things (id, n, usd, t) VALUES (?, 1, 0.5, 'a')", ONE);
    session.template().update("INSERT INTO things (id, n, usd, t) VALUES (?, 2, 1.5, 'b')", TWO);
  }

  @AfterEach
  void end() {
    session.close();
  }

  @Test
  void changes_of_one_row_are_made_one_after_the_other() {
    update(ONE).add("n", BigDecimal.TEN).set("t", "c");
    update(ONE).addIf("usd", BigDecimal.ONE, "t", "c").addIf("n", BigDecimal.ONE, "t", "a");
    change();

    assertThat(rows().getFirst())
        .containsEntry("n", "11")
        .containsEntry("usd", "1.5")
        .containsEntry("t", "c");
    assertThat(rows().getLast()).containsEntry("n", "2").containsEntry("t", "b");
  }

  @Test
  void values_of_each_type_are_written_as_what_they_are() {
    var at = Instant.parse("2026-03-10T12:00:00.000001Z");
    update(ONE).set("at", at).set("j", new Json("{\"a\": [\"\\\\\"]}")).set("f", true);
    update(TWO).set("t", "\"{,}\\ü\n").set("usd", new BigDecimal("1E-10")).set("n", null);
    change();

    assertThat(rows().getFirst())
        .containsEntry("at", at.toString())
        .containsEntry("j", "{\"a\": [\"\\\\\"]}")
        .containsEntry("f", "true")
        .containsEntry("n", "1");
    assertThat(rows().getLast())
        .containsEntry("t", "\"{,}\\ü\n")
        .containsEntry("usd", "0.0000000001")
        .containsEntry("n", null);
  }

  @Test
  void a_row_may_change_and_then_go() {
    update(ONE).set("t", "c");
    writes.delete("things", "id", ONE);
    change();

    assertThat(rows()).extracting(row -> row.get("id")).containsExactly(TWO.toString());
  }

  @Test
  void all_rows_may_go_at_once() {
    writes.delete("things", "id", ONE);
    writes.delete("things", "id", TWO);
    change();

    assertThat(rows()).isEmpty();
  }

  @Test
  void a_row_that_is_not_there_can_neither_change_nor_go() {
    var nobody = new UUID(0, 3);
    update(nobody).set("t", "c");
    refused("no row of things with key " + nobody);

    writes.delete("things", "id", nobody);
    refused("0 rows instead of 1 written to things");
  }

  @Test
  void a_row_that_has_gone_can_not_change_any_more() {
    update(ONE).set("t", "c");
    writes.delete("things", "id", ONE);
    update(ONE).set("t", "d");

    refused("no row of things with key " + ONE);
  }

  @Test
  void a_row_goes_once() {
    writes.delete("things", "id", ONE);
    writes.delete("things", "id", ONE);

    refused("no row of things with key " + ONE);
  }

  @Test
  void a_new_row_is_no_row_of_before() {
    writes.insert("things").set("id", new UUID(0, 3));

    assertThatThrownBy(this::change).isInstanceOf(IllegalArgumentException.class);
  }

  private Update update(UUID id) {
    return writes.update("things", "id", id);
  }

  private void change() {
    LoadedRows.change(session.jdbc(), things, writes.drain());
  }

  private void refused(String message) {
    assertThatThrownBy(this::change)
        .isInstanceOf(IncorrectUpdateSemanticsDataAccessException.class)
        .hasMessageContaining(message);
  }

  private List<Map<String, String>> rows() {
    return Database.texts(session.template(), "things");
  }
}

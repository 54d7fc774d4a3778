package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.geniinow.runtime.query.testing.Database;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;

/** A live table and what the events say of it, side by side; here both are of one session. */
class ComparisonTest {
  private static final UUID AGENT = new UUID(1, 1);

  private final Session session = Session.open(Database.system());
  private final LiveTable table =
      new LiveTable(
          "copies",
          "originals",
          "id",
          false,
          Map.of("id", "uuid", "agent_id", "uuid", "body", "text"));
  private final Comparison comparison =
      new Comparison(session.jdbc(), session.jdbc(), StorePart.ALL, Set.of());

  @BeforeEach
  void two_tables() {
    for (var name : new String[] {"originals", "copies"}) {
      session
          .template()
          .execute(
              "CREATE TEMPORARY TABLE %s (id uuid PRIMARY KEY, agent_id uuid, body text)"
                  .formatted(name));
      for (var n = 1; n <= 30; n++) {
        insert(name, n, "row " + n);
      }
    }
  }

  @AfterEach
  void end() {
    session.close();
  }

  @Test
  void the_same_rows_differ_in_nothing() {
    assertThat(compare()).isEqualTo(new Comparison.Counts(30, 0));
    assertThat(comparison.drift()).isEmpty();
    assertThat(comparison.damaged()).isEmpty();
  }

  @Test
  void a_changed_row_is_told_with_what_stands_in_it_and_what_should() {
    session.template().update("UPDATE originals SET body = 'forged' WHERE id = ?", id(7));

    assertThat(compare()).isEqualTo(new Comparison.Counts(30, 1));
    assertThat(comparison.drift())
        .containsExactly(
            new Drift(
                "copies",
                id(7),
                AGENT,
                "changed",
                Map.of("body", new Drift.Values("forged", "row 7"))));
    assertThat(comparison.damaged()).containsExactly(AGENT);
  }

  @Test
  void a_missing_row_and_one_too_many_are_told_apart() {
    session.template().update("DELETE FROM originals WHERE id = ?", id(1));
    session.template().update("DELETE FROM copies WHERE id = ?", id(30));

    assertThat(compare()).isEqualTo(new Comparison.Counts(29, 2));
    assertThat(comparison.drift())
        .extracting(Drift::key, Drift::kind)
        .containsExactly(tuple(id(1), "missing"), tuple(id(30), "extra"));
  }

  @Test
  void a_row_in_another_agent_s_name_damages_both() {
    var other = new UUID(2, 2);
    session.template().update("UPDATE originals SET agent_id = ? WHERE id = ?", other, id(3));
    compare();

    assertThat(comparison.damaged()).containsExactlyInAnyOrder(AGENT, other);
  }

  @Test
  void all_rows_that_differ_are_counted_and_the_first_ones_shown() {
    session.template().update("UPDATE copies SET body = 'x'");

    assertThat(compare()).isEqualTo(new Comparison.Counts(30, 30));
    assertThat(comparison.drift()).hasSize(Comparison.SHOWN);
    assertThat(comparison.drift().getFirst().key()).isEqualTo(id(1));
  }

  @Test
  void another_number_of_written_rows_than_expected_is_an_error() {
    table.mustBe(3, 3);
    assertThatThrownBy(() -> table.mustBe(3, 2))
        .isInstanceOf(IncorrectUpdateSemanticsDataAccessException.class)
        .hasMessage("2 rows instead of 3 written to copies");
    assertThatThrownBy(() -> table.type("nothing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("copies has no column nothing");
  }

  private Comparison.Counts compare() {
    return comparison.compare(table, () -> {});
  }

  private void insert(String name, int n, String text) {
    session.template().update("INSERT INTO " + name + " VALUES (?, ?, ?)", id(n), AGENT, text);
  }

  private static UUID id(int n) {
    return new UUID(5, n);
  }
}

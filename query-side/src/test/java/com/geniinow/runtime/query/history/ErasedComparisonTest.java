package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.testing.Database;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows of an agent whose text could be read no more when its events were replayed. */
class ErasedComparisonTest {
  private static final UUID ERASED = new UUID(3, 3);
  private static final UUID OTHER = new UUID(1, 1);

  private final Session session = Session.open(Database.system());
  private final Comparison comparison =
      new Comparison(session.jdbc(), session.jdbc(), StorePart.ALL, Set.of(ERASED));

  @AfterEach
  void end() {
    session.close();
  }

  @Test
  void text_that_differs_is_passed_over_and_its_agent_counted() {
    var files = twoOf("agent_files");

    update("agent_files", "name = NULL", 1);

    assertThat(compare(files)).isEqualTo(new Comparison.Counts(4, 0));
    assertThat(comparison.leftOut()).containsExactly(ERASED);
    assertThat(comparison.damaged()).isEmpty();
    assertThat(comparison.drift()).isEmpty();
  }

  @Test
  void where_nothing_differs_nobody_is_left_out() {
    assertThat(compare(twoOf("agent_files"))).isEqualTo(new Comparison.Counts(4, 0));
    assertThat(comparison.leftOut()).isEmpty();
  }

  @Test
  void an_amount_that_differs_is_told_and_no_text_with_it() {
    var files = twoOf("agent_files");
    update("agent_files", "name = NULL", 1);
    update("originals", "size = 99", 1);

    assertThat(compare(files)).isEqualTo(new Comparison.Counts(4, 1));
    assertThat(comparison.leftOut()).isEmpty();
    assertThat(comparison.damaged()).containsExactly(ERASED);
    assertThat(comparison.drift())
        .containsExactly(
            new Drift(
                "agent_files",
                id(1),
                ERASED,
                "changed",
                Map.of("size", new Drift.Values("99", "5"))));
  }

  @Test
  void of_others_text_is_compared_as_ever() {
    var files = twoOf("agent_files");
    update("agent_files", "name = NULL", 3);

    assertThat(compare(files)).isEqualTo(new Comparison.Counts(4, 1));
    assertThat(comparison.damaged()).containsExactly(OTHER);
  }

  @Test
  void a_row_that_is_missing_or_one_too_many_is_told() {
    var files = twoOf("agent_files");
    session.template().update("DELETE FROM originals WHERE id = ?", id(1));
    session.template().update("DELETE FROM agent_files WHERE id = ?", id(2));

    assertThat(compare(files)).isEqualTo(new Comparison.Counts(3, 2));
    assertThat(comparison.leftOut()).isEmpty();
    assertThat(comparison.drift()).extracting(Drift::kind).containsExactly("missing", "extra");
    assertThat(comparison.drift().getLast().columns()).doesNotContainKey("name");
  }

  /** The same columns, in a table that holds no text: all of them count. */
  @Test
  void in_a_table_without_text_each_column_counts() {
    var quotas = twoOf("agent_quotas");
    update("agent_quotas", "name = NULL", 1);

    assertThat(compare(quotas)).isEqualTo(new Comparison.Counts(4, 1));
    assertThat(comparison.leftOut()).isEmpty();
  }

  @Test
  void labels_that_are_not_replayed_are_passed_over_and_one_that_is_gone_is_told() {
    var labels = twoOf("task_labels");
    session.template().update("DELETE FROM task_labels WHERE id = ?", id(1));
    assertThat(compare(labels)).isEqualTo(new Comparison.Counts(4, 0));
    assertThat(comparison.leftOut()).containsExactly(ERASED);

    session.template().update("DELETE FROM originals WHERE id = ?", id(2));
    assertThat(compare(labels)).isEqualTo(new Comparison.Counts(3, 1));
    assertThat(comparison.drift().getFirst().columns()).isEmpty();
  }

  private Comparison.Counts compare(LiveTable table) {
    return comparison.compare(table, () -> {});
  }

  private void update(String table, String change, int n) {
    session.template().update("UPDATE %s SET %s WHERE id = ?".formatted(table, change), id(n));
  }

  /** A live table and its shadow under a name, with two rows of each agent; of one session. */
  private LiveTable twoOf(String name) {
    for (var table : new String[] {"originals", name}) {
      session
          .template()
          .execute(
              "CREATE TEMPORARY TABLE %s (id uuid PRIMARY KEY, agent_id uuid, name text, size int)"
                  .formatted(table));
      for (var n = 1; n <= 4; n++) {
        session
            .template()
            .update(
                "INSERT INTO " + table + " VALUES (?, ?, ?, 5)",
                id(n),
                n < 3 ? ERASED : OTHER,
                "text " + n);
      }
    }
    var types = Map.of("id", "uuid", "agent_id", "uuid", "name", "text", "size", "int4");
    return new LiveTable(name, "originals", "id", false, types);
  }

  private static UUID id(int n) {
    return new UUID(5, n);
  }
}

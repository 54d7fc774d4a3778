package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Changes as SQL. */
class StatementTest {
  private static final UUID KEY = new UUID(1, 2);
  private static final Instant AT = Instant.parse("2026-03-10T12:00:00Z");

  private final Writes writes = new Writes();

  @Test
  void a_row_that_says_whose_it_is_is_inserted_as_it_stands() {
    writes.insert("agents").set("agent_id", KEY).set("name", "Ada").set("status_reason", null);

    var statement = only();
    assertThat(statement.sql())
        .isEqualTo("INSERT INTO agents\n(agent_id, name, status_reason)\nVALUES (?, ?, ?)");
    assertThat(statement.parameters()).containsExactly(KEY, "Ada", null);
  }

  @Test
  void a_row_of_an_agent_takes_agent_and_entity_from_the_agent_s_row() {
    writes.insert("agent_files", KEY).set("name", "a").set("size_bytes", 3L);

    var statement = only();
    assertThat(statement.sql())
        .isEqualTo(
            """
            INSERT INTO agent_files
            (agent_id, entity_id, name, size_bytes)
            SELECT agent_id, entity_id, ?, ? FROM agents WHERE agent_id = ?""");
    assertThat(statement.parameters()).containsExactly("a", 3L, KEY);
  }

  @Test
  void documents_are_cast_and_times_are_sent_in_utc() {
    writes.insert("agents").set("metadata", new Json("{\"a\":1}")).set("created_at", AT);

    var statement = only();
    assertThat(statement.sql()).endsWith("VALUES (?::json, ?)");
    assertThat(statement.parameters()).containsExactly("{\"a\":1}", AT.atOffset(ZoneOffset.UTC));
  }

  @Test
  void an_update_sets_adds_and_fills_in_what_is_absent() {
    writes
        .update("agent_tasks", "task_id", KEY)
        .set("status", "running")
        .setIfAbsent("started_at", AT)
        .add("tokens_used", BigDecimal.TEN)
        .set("result", Json.EMPTY);

    var statement = only();
    assertThat(statement.sql())
        .isEqualTo(
            """
            UPDATE agent_tasks
            SET status = ?, started_at = coalesce(started_at, ?), tokens_used = tokens_used + ?, \
            result = ?::json
            WHERE task_id = ?""");
    assertThat(statement.parameters())
        .containsExactly("running", AT.atOffset(ZoneOffset.UTC), BigDecimal.TEN, "{}", KEY);
  }

  @Test
  void a_conditional_addition_looks_at_its_column_first() {
    writes
        .update("agent_quotas", "agent_id", KEY)
        .addIf("monthly_tokens_used", BigDecimal.ONE, "period", "2026-03");

    var statement = only();
    assertThat(statement.sql())
        .contains("monthly_tokens_used + CASE WHEN period = ? THEN ? ELSE 0 END");
    assertThat(statement.parameters()).containsExactly("2026-03", BigDecimal.ONE, KEY);
  }

  @Test
  void a_delete_names_its_row_by_its_key() {
    writes.delete("agent_files", "file_id", KEY);

    var statement = only();
    assertThat(statement.sql()).isEqualTo("DELETE FROM agent_files\nWHERE file_id = ?");
    assertThat(statement.parameters()).containsExactly(KEY);
  }

  @Test
  void there_are_as_many_marks_as_parameters() {
    writes.insert("t", KEY).set("a", null).set("b", Json.EMPTY);
    writes.update("t", "k", KEY).addIf("a", BigDecimal.ONE, "b", "c").set("d", null);
    writes.delete("t", "k", KEY);

    for (var change : writes.drain()) {
      var statement = Statement.of(change);
      assertThat(statement.sql().chars().filter(c -> c == '?').count())
          .as(statement.sql())
          .isEqualTo(statement.parameters().size());
    }
  }

  private Statement only() {
    var changes = writes.drain();
    assertThat(changes).hasSize(1);
    return Statement.of(changes.getFirst());
  }
}

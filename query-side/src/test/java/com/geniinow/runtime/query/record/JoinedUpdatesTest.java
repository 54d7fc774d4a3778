package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.record.Change.Update;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which updates of a row may be one. */
class JoinedUpdatesTest {
  private static final UUID ROW = new UUID(1, 1);
  private final Writes writes = new Writes();

  private Update update() {
    return writes.update("agent_tasks", "task_id", ROW);
  }

  @Test
  void two_of_a_row_that_say_nothing_of_the_same_columns_are_one_in_the_place_of_the_first() {
    update().set("status", "completed").set("error", null);
    writes.insert("ledger_entries", new UUID(2, 2));
    update().add("tokens_used", BigDecimal.TEN).add("cost_usd", BigDecimal.ONE);

    var joined = JoinedUpdates.of(writes.drain());

    assertThat(joined).extracting(Change::table).containsExactly("agent_tasks", "ledger_entries");
    assertThat(Statement.of(joined.getFirst()).sql())
        .isEqualTo(
            "UPDATE agent_tasks\nSET status = ?, error = ?, tokens_used = tokens_used + ?,"
                + " cost_usd = cost_usd + ?\nWHERE task_id = ?");
    assertThat(Statement.of(joined.getFirst()).parameters())
        .containsExactly("completed", null, BigDecimal.TEN, BigDecimal.ONE, ROW);
  }

  @Test
  void those_of_two_rows_are_two() {
    update().set("status", "completed");
    writes.update("agent_tasks", "task_id", new UUID(1, 2)).set("error", "none");

    assertThat(JoinedUpdates.of(writes.drain())).hasSize(2);
  }

  @Test
  void who_writes_the_same_column_comes_after() {
    update().set("status", "running").add("tokens_used", BigDecimal.ONE);
    update().add("tokens_used", BigDecimal.TEN);

    assertThat(JoinedUpdates.of(writes.drain())).hasSize(2);
  }

  @Test
  void who_asks_for_a_column_that_the_other_writes_is_not_joined_either_way() {
    update().set("period", "2026-12");
    update().addIf("used", BigDecimal.ONE, "period", "2026-12");
    update().set("period", "2027-01");

    assertThat(JoinedUpdates.of(writes.drain())).hasSize(3);
  }

  @Test
  void nothing_is_joined_across_what_else_becomes_of_the_table() {
    update().set("status", "completed");
    writes.delete("agent_tasks", "task_id", ROW);
    update().set("error", "none");
    writes.insert("agent_tasks", new UUID(2, 2)).set("task_id", ROW);
    update().set("result", null);

    assertThat(JoinedUpdates.of(writes.drain())).hasSize(5);
  }

  @Test
  void three_can_be_one() {
    update().set("status", "completed");
    update().set("error", "none");
    update().add("calls", BigDecimal.ONE);

    assertThat(JoinedUpdates.of(writes.drain())).hasSize(1);
  }
}

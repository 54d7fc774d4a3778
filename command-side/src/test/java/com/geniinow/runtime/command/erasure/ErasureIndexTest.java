package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.ConnectionCallback;

/** What an erasure looks up of one agent costs what that agent has, whatever others have. */
@RuntimeTest
class ErasureIndexTest {
  @Autowired SealingJob sealing;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          agent_id             | SELECT FROM file_objects WHERE agent_id = %1$s ORDER BY object_name LIMIT 100
          agent_id             | UPDATE webhook_deliveries SET error = NULL WHERE agent_id = %1$s AND error IS NOT NULL
          agent_id             | UPDATE alerts SET body = NULL WHERE agent_id = %1$s
          agent_id             | SELECT FROM agent_quota_usage WHERE agent_id = %1$s AND reason IS NOT NULL LIMIT 500
          scope_id             | DELETE FROM idempotency_keys WHERE scope_id IN (%1$s, %1$s) AND agent_id = %1$s
          aggregate_identifier | DELETE FROM snapshot_event_entry WHERE aggregate_identifier IN (%1$s, %1$s)
          """)
  void every_statement_goes_by_an_index(String column, String sql) {
    var plan = plan(sql.formatted("'%s'".formatted(UUID.randomUUID())));

    assertThat(plan).containsPattern("Index Cond: \\(\\(*" + column).doesNotContain("Seq Scan");
  }

  /** Entries of what was sealed are in the index until it is vacuumed. */
  @Test
  void a_look_for_clear_events_begins_behind_those_that_are_sealed() {
    var sql = sealing.due().orElseThrow().sql();

    var plan =
        plan(
            sql.replace("CAST(? AS boolean)", "true")
                .replace("?", "'%s'".formatted(UUID.randomUUID())));

    assertThat(plan)
        .contains("domain_event_entry_clear", "Index Cond: (agent_id > ")
        .doesNotContain("Sort");
  }

  /** As a command asks, which passes nothing that was sealed up to there. */
  @Test
  void a_command_looks_for_clear_events_behind_those_that_are_known_to_be_sealed() {
    var plan =
        plan(
            "EXECUTE test_look('%s', 7)".formatted(UUID.randomUUID()),
            "SET plan_cache_mode = force_generic_plan",
            "PREPARE test_look (uuid, bigint) AS "
                + SealedThrough.CLEAR_BEHIND.replaceFirst("\\?", "\\$1").replace("?", "$2"));

    assertThat(plan)
        .containsPattern("Index Cond: \\(\\(agent_id = \\$1\\) AND \\(global_index > \\$2\\)\\)")
        .doesNotContain("Seq Scan");
  }

  /** Asked each second in each process, whatever day is asked for. */
  @Test
  void whether_a_day_is_to_be_erased_is_one_look_at_an_index() {
    var look = "SELECT WHERE EXISTS (SELECT FROM " + RetentionJob.WAITING + ")";

    var plan =
        plan(
            "EXECUTE test_look('2026-03-14')",
            "SET plan_cache_mode = force_generic_plan",
            "PREPARE test_look (text) AS " + look.replace("?", "$1"));

    assertThat(plan).contains("of_days_kept_by_day").doesNotContain("Seq Scan on of_days");
  }

  @Test
  void of_each_agent_the_oldest_days_are_looked_for_by_an_index() {
    var plan =
        plan(
            DayTable.DUE
                .replace(":usual", "183")
                .replace(":resting", "'{}'")
                .replace(":today", "'2026-03-14'")
                .replace(":most", "500"));

    assertThat(plan)
        .containsPattern("(on|using) of_days_\\w+")
        .doesNotContain("Seq Scan on of_days");
    assertThat(plan.split("Limit ", -1)).as("of each agent, and of all: %s", plan).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource
  void what_a_day_s_tasks_said_is_looked_for_by_an_index(DayTextTable.Said said) {
    for (var sql : List.of(said.sql(), said.lastOfSlice())) {
      var plan =
          plan(
              sql.replace(":agent", "'%s'".formatted(UUID.randomUUID()))
                  .replace(":at", "CAST('2026-03-14' AS timestamptz)")
                  .replace(":task", "'%s'".formatted(new UUID(0, 0)))
                  .replace(":to", "'2026-03-15'")
                  .replace(":slice", "10000")
                  .replace(":most", "500"),
              // Of few tasks it costs as little to look at those of all agents.
              "BEGIN",
              "DROP INDEX agent_tasks_of_all");

      assertThat(plan)
          .containsPattern("Index Cond: \\(\\(*agent_id = ")
          .doesNotContain("Seq Scan on agent_tasks");
    }
  }

  /** As it is where the tables are large: there a scan of all rows is never the cheapest. */
  private static String plan(String sql, String... before) {
    ConnectionCallback<String> explain =
        connection -> {
          var lines = new ArrayList<String>();
          try (var statement = connection.createStatement()) {
            statement.execute("SET enable_seqscan = off");
            for (var each : before) {
              statement.execute(each);
            }
            try (var rows = statement.executeQuery("EXPLAIN " + sql)) {
              while (rows.next()) {
                lines.add(rows.getString(1));
              }
            }
            statement.execute("ROLLBACK");
            statement.execute("RESET enable_seqscan");
            statement.execute("RESET plan_cache_mode");
            statement.execute("DEALLOCATE ALL");
          }
          return String.join("\n", lines);
        };
    return String.valueOf(Superuser.jdbc().execute(explain));
  }
}

package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /** As it is where the tables are large: there a scan of all rows is never the cheapest. */
  private static String plan(String sql) {
    ConnectionCallback<String> explain =
        connection -> {
          var lines = new ArrayList<String>();
          try (var statement = connection.createStatement()) {
            statement.execute("SET enable_seqscan = off");
            try (var rows = statement.executeQuery("EXPLAIN " + sql)) {
              while (rows.next()) {
                lines.add(rows.getString(1));
              }
            }
            statement.execute("RESET enable_seqscan");
          }
          return String.join("\n", lines);
        };
    return String.valueOf(Superuser.jdbc().execute(explain));
  }
}

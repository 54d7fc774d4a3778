package com.geniinow.runtime.query.view.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.testing.Database;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * How much is read for a chart as the login that reads, under row-level security: hours and days of
 * those asked for, from an index. The rows are of a transaction that is rolled back.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UsageIndexTest {
  private static final UUID ENTITY = new UUID(1, 3);
  private static final UUID AGENT = new UUID(0, 7);

  private final JdbcTemplate jdbc = Database.superuser();
  private final JdbcTransactionManager transactions =
      new JdbcTransactionManager(jdbc.getDataSource());
  private TransactionStatus transaction;

  @BeforeAll
  void many_days_of_many_agents() {
    transaction = transactions.getTransaction(new DefaultTransactionDefinition());
    jdbc.execute(
        """
        INSERT INTO usage_totals (agent_id, entity_id, width, since, model, uses, input_tokens,
          cached_input_tokens, output_tokens, tokens, cost_usd)
        SELECT ('00000000-0000-0000-0000-' || lpad(to_hex(a), 12, '0'))::uuid,
          ('00000000-0000-0001-0000-' || lpad(to_hex(a % 50), 12, '0'))::uuid, 'day',
          timestamptz '2025-03-01 00:00Z' + d * interval '1 day', 'gpt', 1, 1, 0, 1, 2, 0.01
        FROM generate_series(1, 500) a, generate_series(1, 100) d""");
    jdbc.execute("ANALYZE usage_totals");
  }

  @AfterAll
  void nothing_is_left() {
    transactions.rollback(transaction);
    jdbc.execute("ANALYZE usage_totals");
  }

  @Test
  void each_reader_s_days_come_from_an_index() {
    assertThat(plan("founder", "entity_id = '%s'".formatted(ENTITY)))
        .contains("usage_totals_of_entity")
        .doesNotContain("Seq Scan");
    assertThat(plan("admin", "agent_id = '%s'".formatted(AGENT)))
        .contains("usage_totals_pkey")
        .doesNotContain("Seq Scan");
    assertThat(plan("admin", "true")).contains("usage_totals_of_all").doesNotContain("Seq Scan");
  }

  private String plan(String role, String whose) {
    jdbc.execute("SET LOCAL ROLE genii_query");
    jdbc.queryForList(
        "SELECT set_config('genii.role', ?, true), set_config('genii.entity_id', ?, true)",
        role,
        ENTITY.toString());
    List<String> lines =
        jdbc.queryForList(
            """
            EXPLAIN SELECT model, sum(cost_usd) FROM usage_totals WHERE width = 'day'
              AND since >= '2025-03-20Z' AND since < '2025-03-23Z' AND %s GROUP BY 1"""
                .formatted(whose),
            String.class);
    jdbc.execute("RESET ROLE");
    return String.join("\n", lines);
  }
}

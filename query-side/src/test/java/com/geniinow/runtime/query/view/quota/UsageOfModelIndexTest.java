package com.geniinow.runtime.query.view.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.testing.Database;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * How what an agent used of one model is found as the login that reads, under row-level security.
 * The rows are of a transaction that is rolled back.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UsageOfModelIndexTest {
  private static final UUID ENTITY = new UUID(1, 3);
  private static final UUID AGENT = new UUID(0, 7);
  private static final OffsetDateTime FROM = OffsetDateTime.parse("2026-03-01T00:00:00Z");
  private static final OffsetDateTime TO = OffsetDateTime.parse("9999-01-01T00:00:00Z");

  private final JdbcTemplate jdbc = Database.superuser();
  private final JdbcTransactionManager transactions =
      new JdbcTransactionManager(jdbc.getDataSource());
  private TransactionStatus transaction;

  @BeforeAll
  void many_uses_of_many_models() {
    transaction = transactions.getTransaction(new DefaultTransactionDefinition());
    jdbc.execute("SET LOCAL session_replication_role = replica"); // nothing is summed for charts
    jdbc.execute(
        """
        INSERT INTO agent_quota_usage (usage_id, agent_id, entity_id, model, input_tokens,
          output_tokens, tokens, cost_usd, period, estimated, recorded_at)
        SELECT gen_random_uuid(),
          ('00000000-0000-0000-0000-' || lpad(to_hex(n % 10), 12, '0'))::uuid,
          '00000000-0000-0001-0000-000000000003',
          CASE WHEN n / 10 % 50 > 0 THEN 'model-' || n / 10 % 50 END, 1, 1, 2, 0.01, '2026-03',
          false, timestamptz '2026-03-01 00:00Z' + n * interval '1 s'
        FROM generate_series(1, 40000) n""");
    jdbc.execute("SET LOCAL session_replication_role = origin");
    jdbc.execute("ANALYZE agent_quota_usage");
  }

  @AfterAll
  void nothing_is_left() {
    transactions.rollback(transaction);
    jdbc.execute("ANALYZE agent_quota_usage");
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "founder", "agent"})
  void of_one_model_the_list_and_its_totals_come_from_an_index_of_it(String role) {
    for (var model : List.of("model-7", "")) {
      var list = UsageView.SELECT + " AND " + UsageController.OF_MODEL;
      assertOfModel(
          plan(role, list + " ORDER BY recorded_at, usage_id LIMIT 51", List.of(AGENT, model)));
      assertOfModel(plan(role, UsageController.totals(true), List.of(AGENT, FROM, TO, model)));
    }
  }

  @Test
  void of_all_models_nothing_is_asked_of_the_model() {
    assertThat(UsageController.totals(false)).doesNotContain(UsageController.OF_MODEL);
  }

  private static void assertOfModel(String plan) {
    assertThat(plan)
        .contains("agent_quota_usage_of_model")
        .containsPattern("Index Cond: .*CASE WHEN")
        .doesNotContain("Seq Scan on agent_quota_usage");
  }

  private String plan(String role, String sql, List<Object> parameters) {
    jdbc.execute("SET LOCAL ROLE genii_query");
    jdbc.queryForList(
        "SELECT set_config('genii.role', ?, true), set_config('genii.agent_id', ?, true),"
            + " set_config('genii.entity_id', ?, true)",
        role,
        AGENT.toString(),
        ENTITY.toString());
    var lines = jdbc.queryForList("EXPLAIN " + sql, String.class, parameters.toArray());
    jdbc.execute("RESET ROLE");
    return String.join("\n", lines);
  }
}

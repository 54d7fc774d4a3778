package com.geniinow.runtime.platform.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.database.DatabaseRole;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the tables of keys let happen to them, whoever asks. */
class KeyTablesTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);

  private final StoredDataKeys keys = new KeyStore().process(KeyStore.masters(1));
  private final UUID agent = UUID.randomUUID();

  @BeforeEach
  void aKey() {
    keys.of(agent, DAY);
  }

  @AfterEach
  void close() throws Exception {
    keys.close();
  }

  /** Whatever a caller's transaction says of itself. */
  @ParameterizedTest
  @ValueSource(strings = {"agent", "founder", "admin", "auditor", "command"})
  void a_transaction_for_a_caller_sees_no_key(String role) throws Exception {
    assertThat(rows(DatabaseRole.COMMAND, role, agent)).isZero();
    assertThat(rows(DatabaseRole.COMMAND, "keys", agent)).isEqualTo(2);
    assertThat(rows(DatabaseRole.COMMAND, "keys", UUID.randomUUID())).isZero();
  }

  /** Nothing that is read with it opens sealed text. */
  @ParameterizedTest
  @ValueSource(strings = {"agent", "founder", "admin", "auditor", "keys"})
  void the_login_for_reading_has_no_business_with_keys(String role) {
    assertThatThrownBy(() -> rows(DatabaseRole.QUERY, role, agent))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied for table of_");
  }

  /** They set themselves what opens the tables. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "stored('%s', date '2026-03-02')",
        "with_agent('%s', date '2026-03-02', '\\x00', 'm', 'f')",
        "with_day('%s', date '2026-03-02', '\\x00', 'f')"
      })
  void only_the_login_for_commands_calls_the_functions_of_keys(String call) {
    var sql = "SELECT * FROM sealing_keys." + call.formatted(UUID.randomUUID());
    for (var login : List.of(DatabaseRole.QUERY, DatabaseRole.SYSTEM)) {
      assertThatThrownBy(() -> new JdbcTemplate(KeyStore.login(login)).queryForList(sql))
          .isInstanceOf(DataAccessException.class)
          .rootCause()
          .hasMessageContaining("permission denied");
    }
  }

  private static long rows(DatabaseRole login, String role, UUID agent) throws SQLException {
    try (var connection = KeyStore.login(login).getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          """
          SELECT set_config('genii.role', '%s', true), set_config('genii.agent_id', '%s', true),
            set_config('genii.entity_id', '%s', true)\
          """
              .formatted(role, agent, agent));
      try (var row =
          statement.executeQuery(
              """
              SELECT (SELECT count(*) FROM sealing_keys.of_agents)
                + (SELECT count(*) FROM sealing_keys.of_days)\
              """)) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE sealing_keys.of_agents SET wrapped = '\\x00', destroyed_at = NULL",
        "UPDATE sealing_keys.of_days SET wrapped = '\\x00', destroyed_at = NULL",
        "UPDATE sealing_keys.destroyed SET through = date '2020-01-01'",
        "DELETE FROM sealing_keys.of_agents",
        "DELETE FROM sealing_keys.of_days",
        "DELETE FROM sealing_keys.destroyed",
        "UPDATE sealing_keys.destroyed_days SET destroyed_at = now()",
        "DELETE FROM sealing_keys.destroyed_days"
      })
  void not_even_the_superuser_brings_back_what_was_destroyed(String sql) {
    keys.destroyDay(agent, DAY);
    keys.destroyAgent(agent);

    assertThatThrownBy(() -> KeyStore.superuser().update(sql + " WHERE agent_id = '" + agent + "'"))
        .isInstanceOf(DataAccessException.class)
        .rootCause()
        .hasMessageContaining("a key that was destroyed stays so");
  }

  @ParameterizedTest
  @ValueSource(strings = {"of_agents", "of_days", "destroyed", "destroyed_days"})
  void none_of_them_is_emptied(String table) {
    assertThatThrownBy(() -> KeyStore.superuser().execute("TRUNCATE sealing_keys." + table))
        .isInstanceOf(DataAccessException.class)
        .rootCause()
        .hasMessageContaining("a key that was destroyed stays so");
  }

  /** The job that looks for old days. */
  @Test
  void the_background_s_login_sees_days_and_no_key() throws Exception {
    try (var connection = KeyStore.login(DatabaseRole.SYSTEM).getConnection();
        var statement = connection.createStatement()) {
      try (var row =
          statement.executeQuery(
              "SELECT count(*) FROM sealing_keys.of_days WHERE destroyed_at IS NULL"
                  + " AND agent_id = '"
                  + agent
                  + "'")) {
        row.next();
        assertThat(row.getLong(1)).isOne();
      }
      assertThatThrownBy(() -> statement.executeQuery("SELECT wrapped FROM sealing_keys.of_days"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void a_destroyed_key_is_a_row_without_one() {
    keys.destroyDays(agent, DAY);

    assertThat(
            KeyStore.superuser()
                .queryForMap(
                    """
                    SELECT wrapped IS NULL AS gone, destroyed_at IS NOT NULL AS dated,
                      fingerprint IS NOT NULL AS named
                    FROM sealing_keys.of_days WHERE agent_id = ?\
                    """,
                    agent))
        .containsEntry("gone", true)
        .containsEntry("dated", true)
        .containsEntry("named", true);
    assertThat(KeyStore.alive(agent)).isOne();
  }
}

package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Events and ledger entries are only ever added, whoever is logged in. */
@RuntimeTest
class AppendOnlyTest {
  private static final List<String> TABLES = List.of("domain_event_entry", "ledger_entries");

  @LocalServerPort int port;

  @BeforeEach
  void somethingToDestroy() {
    new Api(port).provision(Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"genii_command", "genii_query", "genii_system", "owner", "superuser"})
  void nobody_changes_or_removes_a_row(String login) throws SQLException {
    try (var connection = Logins.as(login)) {
      for (var table : TABLES) {
        for (var sql :
            List.of(
                "UPDATE " + table + " SET agent_id = gen_random_uuid()",
                "UPDATE " + table + " SET entity_id = entity_id WHERE false",
                "DELETE FROM " + table,
                "TRUNCATE " + table,
                "TRUNCATE " + table + " CASCADE")) {
          assertThat(Logins.refusal(connection, sql)).as(sql).startsWith("42501");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"owner", "superuser"})
  void it_is_the_trigger_that_refuses_those_who_hold_every_right(String login) throws SQLException {
    try (var connection = Logins.as(login)) {
      for (var table : TABLES) {
        assertThat(Logins.refusal(connection, "DELETE FROM " + table)).contains("append-only");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"genii_command", "genii_query", "genii_system"})
  void no_service_can_switch_the_trigger_off(String login) throws SQLException {
    try (var connection = Logins.as(login)) {
      for (var table : TABLES) {
        assertThat(Logins.refusal(connection, "ALTER TABLE " + table + " DISABLE TRIGGER USER"))
            .startsWith("42501");
        assertThat(Logins.refusal(connection, "DROP TABLE " + table)).startsWith("42501");
      }
      assertThat(Logins.refusal(connection, "SET session_replication_role = 'replica'"))
          .startsWith("42501");
    }
  }

  @Test
  void the_superuser_can_with_the_trigger_switched_off() throws SQLException {
    long before = Superuser.count("SELECT count(*) FROM ledger_entries");
    try (var connection = Logins.as("superuser")) {
      assertThat(
              Logins.refusal(
                  connection,
                  "SET LOCAL session_replication_role = 'replica'; DELETE FROM ledger_entries"))
          .isEmpty();
    }
    // What other tests left under way may have added some meanwhile.
    assertThat(Superuser.count("SELECT count(*) FROM ledger_entries"))
        .isGreaterThanOrEqualTo(before);
  }
}

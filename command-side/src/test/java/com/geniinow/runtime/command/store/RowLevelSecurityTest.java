package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.file.FileClient;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a login of a service sees and may do when no code of ours stands in between. */
@RuntimeTest
class RowLevelSecurityTest {
  /**
   * The platform's rows: prices, which all may read, and brakes, which stop everybody's commands.
   */
  private static final Set<String> OF_THE_PLATFORM = Set.of("model_prices", "brakes", "task_types");

  private static final List<String> SHOWN_TO_CALLERS =
      List.of(
          "agents",
          "agent_files",
          "agent_quotas",
          "agent_tasks",
          "ledger_entries",
          "system_events",
          "task_labels");

  @LocalServerPort int port;

  private final UUID entity = UUID.randomUUID();
  private UUID agent;

  @BeforeEach
  void anAgentWithATaskAndAFile() {
    var api = new Api(port);
    agent = api.provision(Map.of("entity_id", entity));
    var task =
        api.asAgent(
            agent,
            "POST",
            "/api/tasks",
            Map.of("type", "simulate", "labels", Map.of("team", "sales")));
    assertThat(task.status()).isEqualTo(202);
    assertThat(new FileClient(port).upload(agent, "a", new byte[1]).status()).isEqualTo(201);
  }

  /** The owner's clean-up sees expired memories, which other tests may have left to it. */
  @BeforeEach
  void nothingHasExpired() {
    for (var table : List.of("agent_memory_kv", "agent_memories", "agent_memory_vectors")) {
      Superuser.jdbc().update("DELETE FROM %s WHERE expires_at IS NOT NULL".formatted(table));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"genii_command", "genii_query", "owner"})
  void without_settings_no_row_is_visible(String role) throws SQLException {
    assertThat(shown(role, "", "", "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"genii_command", "genii_query", "owner"})
  void with_the_settings_of_others_no_row_is_visible(String role) throws SQLException {
    var other = UUID.randomUUID().toString();
    for (var caller : List.of("command", "agent", "founder", "worker", "")) {
      assertThat(shown(role, caller, other, other)).as(caller).isEmpty();
    }
  }

  @Test
  void each_sees_what_its_settings_name_and_no_more() throws SQLException {
    var own = agent.toString();
    var ofEntity = entity.toString();
    var none = UUID.randomUUID().toString();
    assertThat(shown("genii_command", "command", own, ofEntity)).containsKeys("domain_event_entry");
    for (var shown :
        List.of(
            shown("genii_command", "command", own, ofEntity),
            shown("genii_query", "agent", own, ""),
            shown("genii_query", "founder", "", ofEntity))) {
      assertThat(shown).containsKeys(SHOWN_TO_CALLERS.toArray(String[]::new));
      assertThat(shown)
          .allSatisfy(
              (table, rows) ->
                  assertThat(rows).as(table).isEqualTo(Superuser.rowsOf(agent).get(table)));
    }
    assertThat(shown("genii_query", "founder", own, none)).as("a founder by agent").isEmpty();
    assertThat(shown("genii_query", "agent", none, ofEntity)).as("an agent by entity").isEmpty();
  }

  @Test
  void settings_end_with_their_transaction() throws SQLException {
    try (var connection = Logins.as("genii_query")) {
      Logins.actFor(connection, "admin", "", "");
      assertThat(Logins.visible(connection, "agents")).isPositive();
      connection.commit();
      assertThat(Logins.visible(connection, "agents")).isZero();
    }
  }

  @Test
  void the_read_login_can_write_nothing_but_when_a_key_was_last_used() throws SQLException {
    var tables =
        Superuser.jdbc()
            .queryForList(
                """
                SELECT tablename FROM pg_tables
                WHERE schemaname = 'public' AND tablename <> 'agent_key_uses'\
                """,
                String.class);
    assertThat(tables).hasSizeGreaterThan(8);
    try (var connection = Logins.as("genii_query")) {
      Logins.actFor(connection, "admin", agent.toString(), entity.toString());
      for (var table : tables) {
        for (var sql : writes(table)) {
          assertThat(Logins.refusal(connection, sql)).as(sql).startsWith("42501");
        }
      }
    }
  }

  @Test
  void background_work_sees_all_agents_and_changes_no_table_of_record() throws SQLException {
    try (var connection = Logins.as("genii_system")) {
      for (var table : SHOWN_TO_CALLERS) {
        assertThat(Logins.visible(connection, table)).as(table).isPositive();
        for (var sql : writes(table)) {
          assertThat(Logins.refusal(connection, sql)).as(sql).startsWith("42501");
        }
      }
      for (var sql : writes("domain_event_entry")) {
        assertThat(Logins.refusal(connection, sql)).as(sql).startsWith("42501");
      }
    }
  }

  @Test
  void a_command_writes_for_the_agent_it_entered_only() throws SQLException {
    var insert =
        """
        INSERT INTO system_events
          (event_id, agent_id, entity_id, type, aggregate_type, sequence, occurred_at)
        VALUES (gen_random_uuid(), '%s', '%s', 't', 'a', 0, now())\
        """;
    var other = UUID.randomUUID();
    try (var connection = Logins.as("genii_command")) {
      Logins.actFor(connection, "command", agent.toString(), entity.toString());
      assertThat(Logins.refusal(connection, insert.formatted(agent, entity))).isEmpty();
      assertThat(Logins.refusal(connection, insert.formatted(other, entity))).startsWith("42501");
      assertThat(Logins.refusal(connection, insert.formatted(agent, other))).startsWith("42501");
    }
  }

  @Test
  void with_the_settings_of_others_no_row_can_be_changed_removed_or_added_again()
      throws SQLException {
    var other = UUID.randomUUID().toString();
    for (var login : List.of("genii_command", "genii_query")) {
      for (var table : Superuser.rowsOf(agent).keySet()) {
        var row =
            Superuser.jdbc()
                .queryForObject(
                    "SELECT to_json(t)::text FROM " + table + " t WHERE agent_id = ? LIMIT 1",
                    String.class,
                    agent);
        for (var caller : List.of("command", "agent", "founder", "")) {
          try (var connection = Logins.as(login)) {
            Logins.actFor(connection, caller, other, other);
            var its = " WHERE agent_id = '" + agent + "'";
            assertThat(
                    Logins.changed(
                        connection, "UPDATE " + table + " SET agent_id = agent_id" + its))
                .as("%s changes %s", login, table)
                .isZero();
            assertThat(Logins.changed(connection, "DELETE FROM " + table + its))
                .as("%s removes %s", login, table)
                .isZero();
            var again =
                "INSERT INTO %1$s SELECT * FROM json_populate_record(NULL::%1$s, '%2$s')"
                    .formatted(table, row.replace("'", "''"));
            assertThat(Logins.refusal(connection, again)).as(again).startsWith("42501");
          }
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> every_table_of_agents_forces_row_level_security() {
    return Superuser.tablesOfAgents().stream()
        .map(table -> DynamicTest.dynamicTest(table, () -> assertGuarded(table)));
  }

  @Test
  void no_login_of_a_service_owns_or_bypasses_anything() {
    assertThat(
            Superuser.count(
                """
                SELECT count(*) FROM pg_roles WHERE rolname LIKE 'genii%'
                  AND (rolsuper OR rolbypassrls)\
                """))
        .isZero();
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM pg_class WHERE relowner::regrole::text LIKE 'genii\\_%'"))
        .isZero();
  }

  /** Each answers sums, or takes slices back; another one needs a reason as good as theirs. */
  @Test
  void the_functions_that_run_with_the_owner_s_rights_are_known_and_can_t_be_led_astray() {
    assertThat(
            Superuser.jdbc()
                .queryForList(
                    """
                    SELECT proname || ' for ' || (SELECT string_agg(rolname, ', ' ORDER BY rolname)
                      FROM pg_roles WHERE rolname LIKE 'genii\\_%'
                        AND has_function_privilege(rolname, p.oid, 'EXECUTE'))
                    FROM pg_proc p WHERE prosecdef AND proowner = 'genii'::regrole ORDER BY 1\
                    """,
                    String.class))
        .containsExactly(
            "genii_budget_totals for genii_command, genii_system",
            "genii_budgets for genii_command",
            "genii_is_budgeted for genii_command",
            "genii_levels for genii_query",
            "genii_recall for genii_command");
    assertThat(
            Superuser.jdbc()
                .queryForList(
                    """
                    SELECT proname FROM pg_proc p WHERE prosecdef AND proowner = 'genii'::regrole
                      AND NOT coalesce('search_path=public, pg_temp' = ANY (proconfig), false)\
                    """,
                    String.class))
        .as("whose names mean what whoever calls them wants")
        .isEmpty();
  }

  private static void assertGuarded(String table) {
    assertThat(
            Superuser.jdbc()
                .queryForObject(
                    "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class"
                        + " WHERE oid = ?::regclass",
                    Boolean.class,
                    table))
        .isTrue();
    var unguarded =
        Superuser.jdbc()
            .queryForList(
                """
                SELECT g.grantee || ' may ' || g.privilege_type
                FROM information_schema.role_table_grants g
                JOIN pg_tables t ON t.schemaname = g.table_schema AND t.tablename = g.table_name
                WHERE g.table_schema = 'public' AND g.table_name = ? AND g.grantee <> t.tableowner
                  AND (g.privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
                    OR NOT EXISTS (SELECT FROM pg_policies p
                      WHERE p.schemaname = 'public' AND p.tablename = g.table_name
                        AND p.cmd IN ('ALL', g.privilege_type)
                        AND g.grantee = ANY (p.roles)))\
                """,
                String.class,
                table);
    assertThat(unguarded).as("rights without a policy of their own").isEmpty();
  }

  private static List<String> writes(String table) {
    return List.of(
        "INSERT INTO %s SELECT * FROM %s WHERE false".formatted(table, table),
        "DELETE FROM " + table,
        "TRUNCATE " + table,
        "UPDATE %s SET %s = NULL".formatted(table, firstColumn(table)));
  }

  private static String firstColumn(String table) {
    return Superuser.jdbc()
        .queryForObject(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
                + " AND table_name = ? AND ordinal_position = 1",
            String.class,
            table);
  }

  private static Map<String, Long> shown(String login, String role, String agent, String entity)
      throws SQLException {
    var shown = new TreeMap<String, Long>();
    try (var connection = Logins.as(login)) {
      if (!(role + agent + entity).isEmpty()) {
        Logins.actFor(connection, role, agent, entity);
      }
      for (var table : Superuser.tablesOfAgents()) {
        if (OF_THE_PLATFORM.contains(table)) {
          continue;
        }
        long rows = Logins.visible(connection, table);
        if (rows > 0) {
          shown.put(table, rows);
        }
      }
    }
    return shown;
  }
}

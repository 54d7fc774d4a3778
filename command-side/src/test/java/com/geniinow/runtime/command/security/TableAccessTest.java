package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.servers.LocalServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every table of pg_catalog against every login, and the tables of docs/security.md against both. A
 * test that could not notice a missing policy would prove nothing, so each policy is taken away
 * once, in a transaction that is rolled back.
 */
@RuntimeTest
class TableAccessTest {
  private static final PinnedTable PINNED = new PinnedTable("access to tables");
  private Connection superuser;
  private TableAccess access;

  @BeforeEach
  void rowsOfFourAgentsInEveryTable() throws SQLException {
    superuser = DriverManager.getConnection(LocalServers.shared().superuserJdbcUrl());
    superuser.setAutoCommit(false);
    superuser.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    access = new TableAccess(superuser);
  }

  @AfterEach
  void takeEverythingBack() throws SQLException {
    superuser.rollback();
    superuser.close();
  }

  @Test
  void each_login_can_do_with_each_table_what_the_page_says_and_no_more() throws SQLException {
    var rows = new ArrayList<PinnedTable.Row>();
    for (var table : access.tables()) {
      rows.add(new PinnedTable.Row("`" + table + "`", access.cells(table)));
    }
    var columns = new ArrayList<>(List.of("table"));
    access.roles().forEach(role -> columns.add(role.equals("owner") ? role : "`" + role + "`"));
    PINNED.assertIs(columns, rows);
  }

  /** What a login may become it may do, whatever its own rights are. */
  @Test
  void a_login_may_take_on_the_roles_that_the_page_names_and_no_other() throws Exception {
    assertThat(
            strings(
                """
                SELECT member.rolname, role.rolname FROM pg_roles member, pg_roles role
                WHERE NOT member.rolsuper AND member.oid <> role.oid
                  AND (member.rolcanlogin OR member.rolname LIKE 'genii%')
                  AND role.rolname <> 'pg_database_owner' -- says who owns, gives nothing more
                  AND pg_has_role(member.oid, role.oid, 'MEMBER') ORDER BY 1, 2\
                """))
        .containsExactly(
            List.of("genii_system", "genii_rebuild"), List.of("genii_system", "genii_sealer"));
    assertThat(java.nio.file.Files.readString(java.nio.file.Path.of("..", "docs", "security.md")))
        .contains("`genii_system` may take them on");
  }

  @Test
  void nobody_writes_in_anothers_name() throws SQLException {
    var page = PINNED.read();
    for (var table : access.tables()) {
      var cells = page.get("`" + table + "`");
      assertThat(access.forgeries(table, cells)).as(table).isEmpty();
    }
  }

  @Test
  void a_policy_that_is_gone_or_too_wide_is_noticed() throws SQLException {
    var policies =
        strings(
            """
            SELECT format('%I ON %s', policyname, format('%I.%I', schemaname, tablename)::regclass),
              format('%I.%I', schemaname, tablename)::regclass::text,
              coalesce(qual, 'true') = 'true' AND coalesce(with_check, 'true') = 'true',
              with_check IS NOT NULL OR cmd = 'ALL',
              (SELECT string_agg(CASE r WHEN 'genii' THEN 'owner' ELSE r END, ' ')
                FROM unnest(roles) r)
            FROM pg_policies WHERE schemaname IN ('public', 'sealing_keys')
              -- One for a login that has no right to the table at all gives nobody anything.
              AND EXISTS (SELECT FROM unnest(roles) r WHERE has_table_privilege(
                r, format('%I.%I', schemaname, tablename), 'SELECT, INSERT, UPDATE, DELETE'))
            ORDER BY 1\
            """);
    assertThat(policies).hasSizeGreaterThan(30);
    for (var policy : policies) {
      var roles = List.of(policy.get(4).split(" ", -1));
      // Of the owner inside its functions: their callers notice, since nothing adds up any more.
      if (!policy.get(0).matches("\\w+_sums ON .*")) {
        assertNoticed(policy.get(1), "DROP POLICY " + policy.get(0), roles);
      }
      if (policy.get(2).equals("f")) {
        assertNoticed(
            policy.get(1),
            "ALTER POLICY "
                + policy.get(0)
                + " USING (true)"
                + (policy.get(3).equals("t") ? " WITH CHECK (true)" : ""),
            roles);
      }
    }
  }

  @Test
  void a_table_that_does_not_force_row_level_security_is_noticed() throws SQLException {
    for (var table : access.tables()) {
      if (access.isOfAgents(table)) {
        assertNoticed(table, "ALTER TABLE " + table + " NO FORCE ROW LEVEL SECURITY", List.of());
        assertNoticed(table, "ALTER TABLE " + table + " DISABLE ROW LEVEL SECURITY", List.of());
      }
    }
  }

  @Test
  void a_trigger_that_is_gone_is_noticed() throws SQLException {
    var triggers =
        strings(
            """
            SELECT format('%I ON %s', tgname, tgrelid::regclass), tgrelid::regclass::text
            FROM pg_trigger WHERE tgfoid = 'genii_refuse_change'::regproc ORDER BY 1\
            """);
    assertThat(triggers).extracting(List::getLast).contains("domain_event_entry", "ledger_entries");
    for (var trigger : triggers) {
      assertNoticed(trigger.get(1), "DROP TRIGGER " + trigger.get(0), List.of());
    }
  }

  @Test
  void a_new_table_of_agents_is_open_to_nobody_or_noticed() throws SQLException {
    execute(
        "CREATE TABLE forgotten (agent_id uuid, entity_id uuid)",
        "GRANT SELECT ON forgotten TO genii_query");
    assertThat(access.tables()).contains("forgotten");
    assertThat(PINNED.read()).doesNotContainKey("`forgotten`");
    assertThat(access.cells("forgotten").getLast()).isEqualTo("row-level security is not forced");
  }

  @Test
  void the_owner_is_no_superuser_and_its_jobs_run_as_itself() throws SQLException {
    assertThat(strings("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'genii'"))
        .containsExactly(List.of("f", "f"));
    assertThat(
            strings(
                "SELECT DISTINCT tableowner FROM pg_tables"
                    + " WHERE schemaname IN ('public', 'sealing_keys')"))
        .containsExactly(List.of("genii"));
    assertThat(strings("SELECT DISTINCT username FROM cron.job WHERE jobname LIKE 'genii-%'"))
        .containsExactly(List.of("genii"));
  }

  @Test
  void a_job_of_pg_cron_removes_what_has_expired_and_reaches_nothing_else() throws SQLException {
    var jobs = strings("SELECT command FROM cron.job WHERE jobname LIKE 'genii-%' ORDER BY 1");
    assertThat(jobs).isNotEmpty();
    var before = rowsOfAll();
    var expired = expiredOfTablesThatExpire();
    for (var job : jobs) {
      execute("SET LOCAL ROLE genii", job.getFirst(), "RESET ROLE");
    }
    assertThat(rowsOfAll()).isEqualTo(before - expired);
    assertThat(expiredOfTablesThatExpire()).isZero();
  }

  /** Rows of agents in all tables, as the superuser sees them. */
  private long rowsOfAll() throws SQLException {
    long rows = 0;
    for (var table : access.tables()) {
      if (access.isOfAgents(table)) {
        rows += Long.parseLong(strings("SELECT count(*) FROM " + table).getFirst().getFirst());
      }
    }
    return rows;
  }

  private long expiredOfTablesThatExpire() throws SQLException {
    long rows = 0;
    for (var policy :
        strings("SELECT tablename, qual FROM pg_policies WHERE policyname LIKE '%\\_expiry'")) {
      var sql = "SELECT count(*) FROM " + policy.getFirst() + " WHERE " + policy.getLast();
      rows += Long.parseLong(strings(sql).getFirst().getFirst());
    }
    return rows;
  }

  /**
   * Fails where the change makes no difference.
   *
   * @param roles those whose rights it is about, which are looked at first
   */
  private void assertNoticed(String table, String change, List<String> roles) throws SQLException {
    var before = superuser.setSavepoint();
    execute(change);
    var page = PINNED.read().get("`" + table + "`");
    var noticed = access.differs(table, page, roles) || !access.forgeries(table, page).isEmpty();
    superuser.rollback(before);
    superuser.releaseSavepoint(before);
    assertThat(noticed).as(change).isTrue();
  }

  private void execute(String... statements) throws SQLException {
    try (var statement = superuser.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private List<List<String>> strings(String sql) throws SQLException {
    try (var statement = superuser.createStatement();
        var rows = statement.executeQuery(sql)) {
      var found = new ArrayList<List<String>>();
      var width = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        var row = new ArrayList<String>();
        for (var column = 1; column <= width; column++) {
          row.add(rows.getString(column));
        }
        found.add(row);
      }
      return found;
    }
  }
}

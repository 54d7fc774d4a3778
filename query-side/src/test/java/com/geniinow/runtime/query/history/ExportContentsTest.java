package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An agent's export holds all of it, or says why it doesn't; and reads it by indexes. */
class ExportContentsTest {
  private static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");

  private static final String TABLES =
      """
      SELECT CASE t.table_schema WHEN 'public' THEN '' ELSE t.table_schema || '.' END
        || t.table_name
      FROM information_schema.tables t
      JOIN information_schema.columns c USING (table_schema, table_name)
      WHERE t.table_type = 'BASE TABLE' AND c.column_name = 'agent_id'
        AND table_schema NOT IN ('pg_catalog', 'information_schema')\
      """;

  @Test
  void every_table_with_rows_of_agents_is_in_it_or_excused() {
    var known = new ArrayList<>(ExportContents.EXCUSED.keySet());
    known.addAll(ExportContents.OTHERWISE.keySet());
    ExportContents.SECTIONS.forEach(section -> known.add(section.table()));

    assertThat(known).doesNotHaveDuplicates();
    assertThat(known)
        .containsExactlyInAnyOrderElementsOf(
            Database.superuser().queryForList(TABLES, String.class));
  }

  @Test
  void the_page_on_compliance_names_each() throws IOException {
    var page = Files.readString(Path.of("../docs/compliance.md"));
    var section = page.substring(page.indexOf("## An agent's export"));

    var entries =
        Stream.concat(
            ExportContents.SECTIONS.stream().map(each -> each.name() + ".ndjson"),
            ExportContents.OTHERWISE.values().stream());
    assertThat(entries).allSatisfy(entry -> assertThat(section).contains("`" + entry + "`"));
    for (var tables : List.of(ExportContents.OTHERWISE.keySet(), ExportContents.EXCUSED.keySet())) {
      assertThat(tables).allSatisfy(table -> assertThat(section).contains("`" + table + "`"));
    }
  }

  @Test
  void each_page_is_found_by_an_index_and_sorted_by_it() {
    for (var section : ExportContents.SECTIONS) {
      assertThat(plan(section))
          .as(section.name())
          .contains("Index")
          .doesNotContain("Seq Scan on " + section.table())
          .doesNotContainPattern("(?m)^\\s*(->\\s+)?Sort\\s+\\(cost");
    }
  }

  @Test
  void pages_hold_each_row_once_whatever_their_order() {
    var agent = RecordedAgent.provisioned();
    var submitted = new TreeSet<String>();
    for (var n = 0; n < 2 * ExportSection.ROWS + 5; n++) {
      submitted.add(agent.submitted().toString());
    }
    var other = RecordedAgent.provisioned();
    other.submitted();
    var tasks = section("tasks");
    var jdbc = JdbcClient.create(Database.superuser());

    var found = new ArrayList<String>();
    var after = tasks.beginning();
    while (true) {
      var page = tasks.page(jdbc, agent.id(), after, NOW);
      page.forEach(line -> found.add(line.place().getLast()));
      if (page.size() < ExportSection.ROWS) {
        break;
      }
      after = page.getLast().place();
    }

    assertThat(found).doesNotHaveDuplicates();
    assertThat(new HashSet<>(found)).isEqualTo(submitted);
    assertThat(tasks.count(jdbc, agent.id(), NOW)).isEqualTo(submitted.size());
  }

  private static ExportSection section(String name) {
    return ExportContents.SECTIONS.stream()
        .filter(section -> section.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** As PostgreSQL would do it where the table is large. */
  private static String plan(ExportSection section) {
    ConnectionCallback<String> explain =
        connection -> {
          connection.setAutoCommit(false);
          try {
            return explained(connection, section);
          } finally {
            connection.rollback();
            connection.setAutoCommit(true);
          }
        };
    return Database.superuser().execute(explain);
  }

  private static String explained(Connection connection, ExportSection section)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET LOCAL enable_seqscan = off");
      statement.execute("SET LOCAL enable_bitmapscan = off");
      statement.execute("SET LOCAL enable_sort = off");
    }
    try (var query = connection.prepareStatement("EXPLAIN " + section.pageSql())) {
      var n = 1;
      query.setObject(n++, UUID.randomUUID());
      if (section.expires()) {
        query.setString(n++, NOW.toString());
      }
      for (var value : section.beginning()) {
        query.setString(n++, value);
      }
      query.setInt(n, ExportSection.ROWS);
      var plan = new StringBuilder();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
      return plan.toString();
    }
  }
}

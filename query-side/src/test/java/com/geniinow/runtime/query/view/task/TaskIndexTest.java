package com.geniinow.runtime.query.view.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.testing.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * Which way PostgreSQL goes for each filter as the login that reads, under row-level security, over
 * many tasks of many agents: from an index that has the list's order, and never over all rows. The
 * rows are of a transaction that is rolled back.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskIndexTest {
  private static final UUID AGENT = new UUID(0, 7);
  private static final UUID ENTITY = new UUID(1, 3);
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  private static final Pattern ROWS = Pattern.compile("rows=(\\d+)");

  private final JdbcTemplate jdbc = Database.superuser();
  private final JdbcTransactionManager transactions =
      new JdbcTransactionManager(jdbc.getDataSource());
  private TransactionStatus transaction;

  /** Who asks, for whose tasks. */
  enum Reader {
    AGENT_OF_ITS_OWN("agent", AGENT, null),
    FOUNDER_OF_AN_AGENT("founder", AGENT, null),
    ADMIN_OF_AN_AGENT("admin", AGENT, null),
    FOUNDER_OF_ITS_ENTITY("founder", null, ENTITY),
    ADMIN_OF_ALL("admin", null, null);

    private final String role;
    private final @Nullable UUID agent;
    private final @Nullable UUID entity;

    Reader(String role, @Nullable UUID agent, @Nullable UUID entity) {
      this.role = role;
      this.agent = agent;
      this.entity = entity;
    }
  }

  @BeforeAll
  void many_tasks() {
    transaction = transactions.getTransaction(new DefaultTransactionDefinition());
    jdbc.execute(
        """
        INSERT INTO agent_tasks (task_id, agent_id, entity_id, type, status, attempts, model,
          payload, estimated_tokens, estimated_cost_usd, tokens_used, cost_usd, bullmq_job_id,
          created_at, failure_reason)
        SELECT gen_random_uuid(),
          ('00000000-0000-0000-0000-0000000000' || lpad(to_hex(n % 20), 2, '0'))::uuid,
          ('00000000-0000-0001-0000-0000000000' || lpad(to_hex(n % 5), 2, '0'))::uuid,
          (ARRAY['chat', 'crawl', 'mail', 'rare'])[1 + CASE WHEN n % 500 = 7 THEN 3 ELSE n % 3 END],
          (ARRAY['completed', 'dead_lettered', 'queued'])[1 +
            CASE n % 97 WHEN 0 THEN 1 WHEN 1 THEN 2 ELSE 0 END],
          1, (ARRAY['gpt', 'claude', NULL])[1 + n % 3], '{}', 1, 0, 0, 0, '',
          timestamptz '2026-03-01' + n * interval '30 s',
          CASE WHEN n % 97 = 0 THEN 'quota_exceeded' END
        FROM generate_series(1, 40000) n""");
    jdbc.execute(
        """
        INSERT INTO task_labels (label_id, agent_id, entity_id, task_id, name, value, created_at)
        SELECT gen_random_uuid(), agent_id, entity_id, task_id, l.name,
          l.name || (abs(hashtext(task_id::text || l.name)) % l.of), created_at
        FROM agent_tasks, (VALUES ('team', 20), ('env', 3)) l (name, of)
        WHERE agent_id < '00000000-0000-0000-0000-000000000100'""");
    jdbc.execute("ANALYZE agent_tasks");
    jdbc.execute("ANALYZE task_labels");
  }

  @AfterAll
  void nothing_is_left() {
    transactions.rollback(transaction);
    jdbc.execute("ANALYZE agent_tasks");
    jdbc.execute("ANALYZE task_labels");
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void every_filter_is_read_from_an_index_in_the_order_of_the_list(Reader reader) {
    for (var filter :
        List.of(
            TaskFilter.NONE,
            filter("dead_lettered", null, null, null, null, Map.of()),
            filter("completed", null, null, null, null, Map.of()),
            filter(null, "rare", null, null, null, Map.of()),
            filter(null, "chat", null, null, null, Map.of()),
            filter(null, null, "gpt", null, null, Map.of()),
            filter(null, null, null, "quota_exceeded", null, Map.of()),
            filter(null, null, null, null, NOON, Map.of()),
            filter(null, null, null, null, null, Map.of("team", "team3")),
            filter(null, null, null, null, null, Map.of("env", "env1")))) {
      for (var page :
          List.of(
              new PageQuery(50, null),
              new PageQuery(50, new Cursor.TimeAndId(NOON, new UUID(5, 5)).encode()))) {
        assertOrdered(reader, filter, page);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void several_filters_together_are_read_in_the_order_of_the_list(Reader reader) {
    for (var filter :
        List.of(
            filter(null, null, null, null, null, Map.of("team", "team3", "env", "env1")),
            filter("completed", null, null, null, null, Map.of("env", "env1")),
            filter("dead_lettered", null, null, null, null, Map.of("env", "env1")),
            filter("queued", "chat", "gpt", null, NOON, Map.of("team", "team3")))) {
      var plan = assertOrdered(reader, filter, new PageQuery(50, null));
      assertThat(plan).as(reader + " " + filter).contains("Nested Loop").doesNotContain("Hash");
    }
  }

  @Test
  void the_rarest_leads() {
    assertThat(leader(filter(null, null, null, null, null, Map.of("team", "team3", "env", "env1"))))
        .isEqualTo("team");
    assertThat(leader(filter("dead_lettered", null, null, null, null, Map.of("env", "env1"))))
        .isEqualTo("the tasks");
    assertThat(leader(filter("completed", null, null, null, null, Map.of("env", "env1"))))
        .isEqualTo("env");
    assertThat(leader(filter("completed", null, null, null, null, Map.of("env", "none"))))
        .isEqualTo("env");
    assertThat(leader(filter("completed", null, null, null, null, Map.of())))
        .isEqualTo("the tasks");
  }

  @Test
  void whatever_leads_the_list_is_the_same() {
    var filter =
        filter("completed", null, null, null, NOON, Map.of("team", "team3", "env", "env1"));
    read(Reader.ADMIN_OF_ALL);
    var listing = TaskListing.of(null, null, filter);
    var client = JdbcClient.create(jdbc);
    var page = new PageQuery(50, null);
    var byTasks = listing.page(page, null).in(client).query(TaskItem::of).list();
    assertThat(byTasks).hasSize(51);
    for (var label : listing.conditions().subList(0, 2)) {
      assertThat(listing.page(page, label).in(client).query(TaskItem::of).list())
          .as("%s", label)
          .isEqualTo(byTasks);
    }
    jdbc.execute("RESET ROLE");
  }

  private String leader(TaskFilter filter) {
    read(Reader.ADMIN_OF_ALL);
    var leader = leader(TaskListing.of(null, null, filter), new PageQuery(50, null), filter);
    jdbc.execute("RESET ROLE");
    return leader == null ? "the tasks" : leader.values().getFirst();
  }

  private @Nullable TaskCondition leader(TaskListing listing, PageQuery page, TaskFilter filter) {
    return Leader.choose(JdbcClient.create(jdbc), listing, page, filter.isAscending());
  }

  @ParameterizedTest
  @ValueSource(strings = {"asc", "desc"})
  void both_orders_are_read_from_the_same_indexes(String order) {
    for (var reader : Reader.values()) {
      var filter = new TaskFilter("dead_lettered", null, null, Map.of(), null, null, null, order);
      assertThat(assertOrdered(reader, filter, new PageQuery(50, null))).contains("by_status");
    }
  }

  @Test
  void an_agent_s_counts_are_read_from_an_index() {
    read(Reader.AGENT_OF_ITS_OWN);
    var sql = "EXPLAIN SELECT status, count(*) FROM agent_tasks WHERE agent_id = ? GROUP BY status";
    var plan = String.join("\n", jdbc.queryForList(sql, String.class, AGENT));
    jdbc.execute("RESET ROLE");
    assertThat(plan).contains("Index").doesNotContain("Seq Scan");
  }

  /** From an index in the list's order, or so few rows that it doesn't matter. */
  private String assertOrdered(Reader reader, TaskFilter filter, PageQuery page) {
    var plan = plan(reader, filter, page);
    assertThat(plan).as("%s %s", reader, filter).contains("Index").doesNotContain("Seq Scan");
    if (plan.contains("Sort Key") && !plan.contains("Incremental Sort")) {
      var rows = ROWS.matcher(plan).results().mapToLong(found -> Long.parseLong(found.group(1)));
      assertThat(rows.max().orElseThrow()).as("%s %s: %s", reader, filter, plan).isLessThan(1_000);
    }
    return plan;
  }

  private static TaskFilter filter(
      @Nullable String status,
      @Nullable String type,
      @Nullable String model,
      @Nullable String failureReason,
      @Nullable Instant from,
      Map<String, String> labels) {
    return new TaskFilter(status, type, model, labels, from, null, failureReason, null);
  }

  private String plan(Reader reader, TaskFilter filter, PageQuery page) {
    read(reader);
    var listing = TaskListing.of(reader.agent, reader.entity, filter);
    var sql = listing.page(page, leader(listing, page, filter));
    var lines =
        jdbc.queryForList("EXPLAIN " + sql.text(), String.class, sql.parameters().toArray());
    jdbc.execute("RESET ROLE");
    return String.join("\n", lines);
  }

  /** From here on the session has that login's rights and sees what that caller sees. */
  private void read(Reader reader) {
    jdbc.execute("SET LOCAL ROLE genii_query");
    jdbc.queryForList(
        "SELECT set_config('genii.role', ?, true), set_config('genii.agent_id', ?, true),"
            + " set_config('genii.entity_id', ?, true)",
        reader.role,
        AGENT.toString(),
        ENTITY.toString());
  }
}

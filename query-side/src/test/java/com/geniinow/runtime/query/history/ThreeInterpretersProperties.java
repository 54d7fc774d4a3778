package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.record.Projections;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.testing.Property;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A change is written as SQL beside its command, thousands at a time in a replay, and in memory for
 * a question about the past. Whatever the changes are, all three leave the same rows.
 */
class ThreeInterpretersProperties {
  private static final int TRIES = 40;

  @Test
  void sql_and_the_replay_leave_the_same_rows_however_the_changes_fall_into_batches() {
    Property.holds(
        TRIES,
        random -> {
          var seed = random.nextLong();
          var count = 20 + random.nextInt(200);

          assertThat(inBulk(new RandomChanges(seed, count, random)))
              .isEqualTo(bySql(new RandomChanges(seed, count, random)));
        });
  }

  @Test
  void sql_and_one_agent_s_memory_leave_the_same_rows_of_what_the_past_is_told_from() {
    var tables = MemoryTables.KEPT.stream().map(ThreeInterpretersProperties::table).toList();
    Property.holds(
        TRIES,
        random -> {
          var seed = random.nextLong();
          var count = 20 + random.nextInt(200);
          var memory = inMemory(new RandomChanges(seed, count, random));
          var sql = bySql(new RandomChanges(seed, count, random));

          for (var table : tables) {
            assertThat(texts(table, memory.rows(table.name()).values().stream().map(Row::values)))
                .as(table.name())
                .isEqualTo(texts(table, sql.get(table.name()).stream()));
          }
        });
  }

  /** To the live tables, which in the end are as they were. */
  private static Map<String, List<Map<String, String>>> bySql(RandomChanges changes) {
    var jdbc = Database.superuser();
    var agents = changes.agents().toArray(UUID[]::new);
    return new TransactionTemplate(new JdbcTransactionManager(jdbc.getDataSource()))
        .execute(
            transaction -> {
              transaction.setRollbackOnly();
              // The ledger's trigger allows insertions alone.
              jdbc.execute("SET LOCAL session_replication_role = replica");
              changes.commits().forEach(commit -> commit.flush(jdbc));
              return Projections.TABLES.stream()
                  .collect(
                      Collectors.toMap(
                          table -> table,
                          table ->
                              Database.texts(
                                  jdbc, table + " WHERE agent_id = ANY (?)", (Object) agents)));
            });
  }

  private static Map<String, List<Map<String, String>>> inBulk(RandomChanges changes) {
    try (var session = Session.open(Database.system())) {
      var shadow = ShadowTables.create(session.template());
      for (var commit : changes.commits()) {
        shadow.owners().read(changes.agents());
        shadow.prepare(commit.drain()).run();
      }
      return shadow.tables().stream()
          .collect(
              Collectors.toMap(
                  LiveTable::name, table -> Database.texts(session.template(), table.shadow())));
    }
  }

  private static MemoryTables inMemory(RandomChanges changes) {
    var memory =
        new MemoryTables(
            task -> {
              throw new AssertionError("no task was forgotten: " + task);
            });
    changes.commits().forEach(commit -> commit.drain().forEach(memory::apply));
    return memory;
  }

  private static LiveTable table(String name) {
    return LiveTable.read(JdbcClient.create(Database.superuser()), name);
  }

  /**
   * Rows by their key, with a payload as memory has it of tasks, and with an entity where its event
   * says it.
   */
  private static Map<String, Map<String, String>> texts(
      LiveTable table, Stream<Map<String, String>> rows) {
    return rows.collect(
        Collectors.toMap(
            row -> row.get(table.key()), row -> texts(table, row), (a, b) -> b, TreeMap::new));
  }

  private static Map<String, String> texts(LiveTable table, Map<String, String> row) {
    var texts = new TreeMap<String, String>();
    for (var column : table.types().keySet()) {
      var value = row.get(column);
      var number = value != null && List.of("numeric", "int8").contains(table.type(column));
      texts.put(column, number ? plain(value) : value);
    }
    if (table.name().equals("agent_tasks")) {
      texts.put("payload", "{}");
    }
    if (!List.of("agents", "agent_quotas").contains(table.name())) {
      texts.remove("entity_id");
    }
    return texts;
  }

  private static String plain(String number) {
    return new BigDecimal(number).stripTrailingZeros().toPlainString();
  }
}

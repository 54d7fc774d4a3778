package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.query.record.Change.Update;
import com.geniinow.runtime.query.record.Projections;
import com.geniinow.runtime.query.record.Writes;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.testing.Property;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes that PostgreSQL takes, of each table of record and of each of its columns as the catalog
 * has them: a column that a later migration brings is among them.
 */
final class RandomChanges {
  private static final Set<String> OWN =
      Set.of("agents", "agent_quotas", "budgets", "legal_holds", "retentions", "erasures");
  private static final Map<String, String[]> WORDS =
      Map.ofEntries(
          words("agents.status", "active", "suspended", "terminated"),
          words(
              "agent_tasks.status",
              "scheduled",
              "awaiting_approval",
              "queued",
              "running",
              "completed",
              "expired"),
          words("agent_schedules.overlap", "skip", "queue"),
          words("agent_schedules.catch_up", "none", "last"),
          words("agent_quotas.overage_policy", "block", "allow"),
          words("agent_quotas.period", "2026-03", "2026-04"),
          words("agent_quotas.day", "2026-03-31", "2026-04-01"),
          words("budgets.level", "entity", "platform"),
          words("budgets.overage_policy", "block", "alert_only"),
          words("limit_raises.of_window", "month", "day"),
          words("brakes.scope", "agent", "model"));
  private static final List<Column> COLUMNS = columns();

  private static Map.Entry<String, String[]> words(String column, String... some) {
    return Map.entry(column, some);
  }

  private final Random random;
  private final List<Writes> commits = new ArrayList<>();
  private final List<UUID> agents = new ArrayList<>();
  private final Map<String, List<UUID>> keys = new HashMap<>();
  private final Map<String, List<UUID>> gone = new HashMap<>();
  private Writes writes = new Writes();

  /**
   * So many changes, the same ones for the same seed.
   *
   * @param parts decides where one commit ends and the next one begins
   */
  RandomChanges(long seed, int count, Random parts) {
    random = new Random(seed);
    for (var table : Projections.TABLES) {
      keys.put(table, new ArrayList<>());
      gone.put(table, new ArrayList<>());
    }
    commits.add(writes);
    insert("agents");
    for (var n = 1; n < count; n++) {
      if (parts.nextInt(20) == 0) {
        writes = new Writes();
        commits.add(writes);
      }
      any();
    }
  }

  List<Writes> commits() {
    return commits;
  }

  /** Whose rows they are. */
  List<UUID> agents() {
    return agents;
  }

  private record Column(
      String table, String name, String type, boolean nullable, boolean key, boolean bounded) {
    boolean isOwner() {
      return name.equals("agent_id") || name.equals("entity_id");
    }

    boolean isNumber() {
      return type.equals("int8") || type.equals("numeric");
    }
  }

  private void any() {
    if (random.nextInt(40) == 0) {
      var agent = agents.get(random.nextInt(agents.size()));
      if (random.nextBoolean()) {
        writes.erase("agent_tasks", agent).set("error", null).set("result", null);
        writes.erase("agent_files", agent).set("name", null);
      } else {
        var tasks = some("agent_tasks");
        writes.erase("agent_tasks", agent).only("task_id", tasks).set("error", null);
        var raises = some("limit_raises");
        writes.erase("limit_raises", agent).only("raise_id", raises).set("reason", null);
      }
      var day = LocalDate.EPOCH.plusDays(random.nextInt(47_482));
      writes.erase("agent_tasks", agent).on("created_at", day).set("labels", null);
      var batch = some("agent_tasks");
      writes
          .erase("agent_tasks", agent)
          .only("task_id", batch)
          .on("completed_at", day)
          .set("result", null);
      return;
    }
    var table = Property.oneOf(random, Projections.TABLES.toArray(String[]::new));
    var there = keys.get(table);
    var drawn = random.nextInt(10);
    if (there.isEmpty() || drawn < 4) {
      insert(table);
    } else if (drawn < 9 || table.equals("agents")) {
      update(table, Property.oneOf(random, there.toArray(UUID[]::new)));
    } else {
      var key = there.remove(random.nextInt(there.size()));
      writes.delete(table, key(table), key);
      gone.get(table).add(key);
    }
  }

  /** Rows of whichever agent, and now and then one that isn't there. */
  private List<UUID> some(String table) {
    var some = new ArrayList<>(keys.get(table).stream().limit(random.nextInt(8)).toList());
    if (random.nextBoolean()) {
      some.add(uuid());
    }
    return some;
  }

  private void insert(String table) {
    var owner = table.equals("agents") ? uuid() : agents.get(random.nextInt(agents.size()));
    var key = OWN.contains(table) ? owner : fresh(table);
    if (keys.get(table).contains(key)) {
      return;
    }
    var insert = OWN.contains(table) ? writes.insert(table) : writes.insert(table, owner);
    if (OWN.contains(table)) {
      insert.set("agent_id", owner).set("entity_id", new UUID(5, owner.getLeastSignificantBits()));
    }
    for (var column : columns(table)) {
      if (column.key() && !column.isOwner()) {
        insert.set(column.name(), key);
      } else if (!column.isOwner() && (!column.nullable() || random.nextBoolean())) {
        insert.set(column.name(), value(column));
      }
    }
    keys.get(table).add(key);
    if (table.equals("agents")) {
      agents.add(owner);
    }
  }

  /** Now and then that of a row that was deleted. */
  private UUID fresh(String table) {
    var old = gone.get(table);
    return old.isEmpty() || random.nextBoolean() ? uuid() : old.remove(random.nextInt(old.size()));
  }

  private void update(String table, UUID key) {
    var update = writes.update(table, key(table), key);
    var columns =
        new ArrayList<>(columns(table).stream().filter(c -> !c.key() && !c.isOwner()).toList());
    Collections.shuffle(columns, random);
    columns
        .subList(0, Math.min(columns.size(), 1 + random.nextInt(4)))
        .forEach(column -> assign(update, column));
  }

  private void assign(Update update, Column column) {
    var way = random.nextInt(4);
    var value = value(column);
    if (column.isNumber() && way == 0) {
      update.add(column.name(), number(column));
    } else if (column.isNumber() && way < 3 && condition(column) != null) {
      var other = condition(column);
      update.addIf(column.name(), number(column), other, word(column.table() + "." + other));
    } else if (value != null && way == 3 && Set.of("text", "timestamptz").contains(column.type())) {
      update.setIfAbsent(column.name(), value);
    } else {
      update.set(column.name(), value);
    }
  }

  private static @Nullable String condition(Column column) {
    return switch (column.table()) {
      case "agent_quotas" -> column.name().startsWith("daily") ? "day" : "period";
      case "agent_tasks" -> "status";
      default -> null;
    };
  }

  private String word(String column) {
    return Property.oneOf(random, WORDS.get(column));
  }

  private @Nullable Object value(Column column) {
    if (column.nullable() && random.nextInt(3) == 0) {
      return null;
    }
    var name = column.table() + "." + column.name();
    return switch (column.type()) {
      case "text" -> WORDS.containsKey(name) ? word(name) : text();
      case "int8" -> number(column).longValueExact();
      case "int4" -> column.bounded() ? random.nextInt(1, Integer.MAX_VALUE) : random.nextInt();
      case "numeric" -> number(column);
      case "bool" -> random.nextBoolean();
      case "uuid" -> uuid();
      case "timestamptz" ->
          Instant.EPOCH.plus(random.nextLong(4_102_444_800_000_000L), ChronoUnit.MICROS);
      case "json" ->
          new Json(Property.oneOf(random, "{}", "[1.50, null]", "\"\\\\ \\t ü\"", "{ }"));
      default -> throw new IllegalStateException("no value of " + column);
    };
  }

  /** No check of a table refuses it, nor a sum of some thousand. */
  private BigDecimal number(Column column) {
    var whole = BigDecimal.valueOf(random.nextLong(column.bounded() ? 1 : -1_000_000, 1L << 36));
    return column.type().equals("int8") ? whole : whole.movePointLeft(random.nextInt(11));
  }

  private String text() {
    return Property.oneOf(random, "", "Ada", "\\N", "\\", "a\tb\nc\rd", "\"{,}\"", "😀ü", "null");
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private static String key(String table) {
    return columns(table).stream().filter(Column::key).findFirst().orElseThrow().name();
  }

  private static List<Column> columns(String table) {
    return COLUMNS.stream().filter(column -> column.table().equals(table)).toList();
  }

  private static List<Column> columns() {
    return Database.superuser()
        .query(
            """
            SELECT c.table_name, c.column_name, c.udt_name, c.is_nullable = 'YES',
              EXISTS (SELECT FROM information_schema.key_column_usage k
                WHERE k.table_name = c.table_name AND k.column_name = c.column_name
                  AND k.constraint_name = c.table_name || '_pkey'),
              EXISTS (SELECT FROM information_schema.constraint_column_usage u
                WHERE u.table_name = c.table_name AND u.column_name = c.column_name
                  AND u.constraint_name LIKE '%_check')
            FROM information_schema.columns c
            WHERE c.table_schema = 'public' AND c.table_name = ANY (?)
            ORDER BY c.table_name, c.ordinal_position\
            """,
            (row, n) ->
                new Column(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getBoolean(4),
                    row.getBoolean(5),
                    row.getBoolean(6)),
            (Object) Projections.TABLES.toArray(String[]::new));
  }
}

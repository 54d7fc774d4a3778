package com.geniinow.runtime.query.record;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one row, said without SQL: so that the same projectors write it to PostgreSQL a
 * statement at a time beside their command, thousands of rows at a time in a replay, or to memory.
 */
public sealed interface Change {
  /** The table's unqualified name. */
  String table();

  /** A new row. */
  final class Insert implements Change {
    private final String table;
    private final @Nullable UUID owner;
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    Insert(String table, @Nullable UUID owner) {
      this.table = table;
      this.owner = owner;
    }

    /** Sets a column; a value is text, a number, a flag, an id, a time, a JSON document or null. */
    public Insert set(String column, @Nullable Object value) {
      values.put(column, value);
      return this;
    }

    @Override
    public String table() {
      return table;
    }

    /** The agent whose row of agents gives agent_id and entity_id; null where both are set. */
    public @Nullable UUID owner() {
      return owner;
    }

    /** What was set, in that order. */
    public Map<String, @Nullable Object> values() {
      return values;
    }
  }

  /** A change of a row that is there. */
  final class Update implements Change {
    private final String table;
    private final String keyColumn;
    private final UUID key;
    private final List<Assignment> assignments = new ArrayList<>();

    Update(String table, String keyColumn, UUID key) {
      this.table = table;
      this.keyColumn = keyColumn;
      this.key = key;
    }

    /** Sets a column. */
    public Update set(String column, @Nullable Object value) {
      assignments.add(new Assignment(column, How.SET, value, null, null));
      return this;
    }

    /** Sets a column that is null, and leaves it alone otherwise. */
    public Update setIfAbsent(String column, Object value) {
      assignments.add(new Assignment(column, How.SET_IF_ABSENT, value, null, null));
      return this;
    }

    /** Adds to a whole number or an amount of money. */
    public Update add(String column, BigDecimal value) {
      assignments.add(new Assignment(column, How.ADD, value, null, null));
      return this;
    }

    /** Adds where another column has this text, as it was before the update. */
    public Update addIf(String column, BigDecimal value, String other, String text) {
      assignments.add(new Assignment(column, How.ADD, value, other, text));
      return this;
    }

    /** What this does and then another does to the same row. */
    Update and(Update next) {
      var both = new Update(table, keyColumn, key);
      both.assignments.addAll(assignments);
      both.assignments.addAll(next.assignments);
      return both;
    }

    @Override
    public String table() {
      return table;
    }

    /** The primary key's column. */
    public String keyColumn() {
      return keyColumn;
    }

    /** Which row. */
    public UUID key() {
      return key;
    }

    /** What to do to its columns. */
    public List<Assignment> assignments() {
      return assignments;
    }
  }

  /**
   * The end of a row that is there.
   *
   * @param keyColumn the primary key's column
   * @param key which row
   */
  record Delete(String table, String keyColumn, UUID key) implements Change {}

  /**
   * What becomes of rows of an agent that hold text, of all of them or of some, by their keys, by a
   * day or by both: columns are set, or, where none is named, the rows end. There may be any number
   * of them, and keys whose rows aren't there are passed over.
   */
  final class Erase implements Change {
    private final String table;
    private final UUID agentId;
    private @Nullable Keys only;
    private @Nullable Day day;
    private final List<Assignment> assignments = new ArrayList<>();

    Erase(String table, UUID agentId) {
      this.table = table;
      this.agentId = agentId;
    }

    /**
     * Only these rows.
     *
     * @param keyColumn the primary key's column
     */
    public Erase only(String keyColumn, List<UUID> keys) {
      only = new Keys(keyColumn, keys);
      return this;
    }

    /** Only rows in whose column of times is one of this day, in UTC. */
    public Erase on(String column, LocalDate date) {
      day = new Day(column, date);
      return this;
    }

    /** Sets a column of all of them. */
    public Erase set(String column, @Nullable Object value) {
      assignments.add(new Assignment(column, How.SET, value, null, null));
      return this;
    }

    @Override
    public String table() {
      return table;
    }

    /** Whose rows. */
    public UUID agentId() {
      return agentId;
    }

    /** Which of them; null for all. */
    public @Nullable Keys only() {
      return only;
    }

    /** Of which day they are; null for all. */
    public @Nullable Day day() {
      return day;
    }

    /** What to do to their columns; empty where they end. */
    public List<Assignment> assignments() {
      return assignments;
    }
  }

  /**
   * Rows by their primary keys.
   *
   * @param column the primary key's
   */
  record Keys(String column, List<UUID> keys) {
    public Keys {
      keys = List.copyOf(keys);
    }
  }

  /**
   * A day in UTC, as a column of times has it.
   *
   * @param column whose time is from {@link #from} on and before {@link #to}
   */
  record Day(String column, LocalDate date) {
    /** Its first moment. */
    public Instant from() {
      return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The first moment after it. */
    public Instant to() {
      return date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Whether a moment is one of it. */
    public boolean has(Instant at) {
      return !at.isBefore(from()) && at.isBefore(to());
    }
  }

  /** How a column changes. */
  enum How {
    SET,
    SET_IF_ABSENT,
    ADD
  }

  /**
   * One column's change.
   *
   * @param ifColumn the column that {@code ifText} must be in for it to happen; null for always
   */
  record Assignment(
      String column,
      How how,
      @Nullable Object value,
      @Nullable String ifColumn,
      @Nullable String ifText) {}
}

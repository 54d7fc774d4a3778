package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.query.record.Change.Assignment;
import com.geniinow.runtime.query.record.Change.Day;
import com.geniinow.runtime.query.record.Change.Delete;
import com.geniinow.runtime.query.record.Change.Erase;
import com.geniinow.runtime.query.record.Change.Insert;
import com.geniinow.runtime.query.record.Change.Keys;
import com.geniinow.runtime.query.record.Change.Update;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A change as SQL, with a {@code ?} for each parameter; table names are unqualified. */
record Statement(String sql, List<@Nullable Object> parameters) {
  private static final String OWNER = "agent_id";
  private static final String OWNED = "agent_id, entity_id";

  /** For whoever may see the owner's row of agents. */
  static Statement of(Change change) {
    return of(change, false);
  }

  /**
   * The same.
   *
   * @param isOfTenant whether the owner of all new rows is the transaction's tenant: its entity is
   *     known there and needs not be looked up, and row-level security sees to it that it is he
   */
  static Statement of(Change change, boolean isOfTenant) {
    return switch (change) {
      case Insert insert -> insert(insert, isOfTenant);
      case Update update ->
          update(update.table(), update.assignments(), update.keyColumn(), update.key());
      case Erase erase ->
          of(
              erase.day(),
              only(
                  erase.only(),
                  erase.assignments().isEmpty()
                      ? delete(erase.table(), OWNER, erase.agentId())
                      : update(erase.table(), erase.assignments(), OWNER, erase.agentId())));
      case Delete delete -> delete(delete.table(), delete.keyColumn(), delete.key());
    };
  }

  /** The same for some rows alone. */
  private static Statement only(@Nullable Keys some, Statement all) {
    if (some == null) {
      return all;
    }
    var parameters = new ArrayList<>(all.parameters());
    parameters.add(some.keys().toArray(UUID[]::new));
    return new Statement(
        "%s AND %s = ANY (?::uuid[])".formatted(all.sql(), some.column()), parameters);
  }

  /** The same for rows of a day alone. */
  private static Statement of(@Nullable Day day, Statement all) {
    if (day == null) {
      return all;
    }
    var parameters = new ArrayList<>(all.parameters());
    parameters.add(parameter(day.from()));
    parameters.add(parameter(day.to()));
    return new Statement(
        "%1$s AND %2$s >= ? AND %2$s < ?".formatted(all.sql(), day.column()), parameters);
  }

  private static Statement delete(String table, String keyColumn, UUID key) {
    return new Statement("DELETE FROM %s\nWHERE %s = ?".formatted(table, keyColumn), List.of(key));
  }

  private static Statement insert(Insert insert, boolean isOfTenant) {
    var owned = insert.owner() != null;
    var columns = new StringBuilder(owned ? OWNED : "");
    var values = new StringBuilder(columns);
    var parameters = new ArrayList<@Nullable Object>();
    insert
        .values()
        .forEach(
            (column, value) -> {
              separate(columns).append(column);
              separate(values).append(mark(value));
              parameters.add(parameter(value));
            });
    var into = "INSERT INTO " + insert.table() + "\n(" + columns + ")\n";
    if (!owned) {
      return new Statement(into + "VALUES (" + values + ")", parameters);
    }
    if (isOfTenant) {
      parameters.addFirst(insert.owner());
      return new Statement(into + "VALUES (?, genii_entity()" + listed(values) + ")", parameters);
    }
    parameters.add(insert.owner());
    return new Statement(into + "SELECT " + values + " FROM agents WHERE agent_id = ?", parameters);
  }

  private static Statement update(
      String table, List<Assignment> assignments, String keyColumn, UUID key) {
    var sets = new StringBuilder();
    var parameters = new ArrayList<@Nullable Object>();
    for (var assignment : assignments) {
      separate(sets).append(assignment.column()).append(" = ").append(expression(assignment));
      if (assignment.ifColumn() != null) {
        parameters.add(assignment.ifText());
      }
      parameters.add(parameter(assignment.value()));
    }
    parameters.add(key);
    return new Statement(
        "UPDATE " + table + "\nSET " + sets + "\nWHERE " + keyColumn + " = ?", parameters);
  }

  private static String expression(Assignment assignment) {
    return switch (assignment.how()) {
      case SET -> mark(assignment.value());
      case SET_IF_ABSENT -> "coalesce(" + assignment.column() + ", ?)";
      case ADD ->
          assignment.ifColumn() == null
              ? assignment.column() + " + ?"
              : "%s + CASE WHEN %s = ? THEN ? ELSE 0 END"
                  .formatted(assignment.column(), assignment.ifColumn());
    };
  }

  private static String listed(StringBuilder values) {
    return values.substring(OWNED.length());
  }

  private static StringBuilder separate(StringBuilder list) {
    return list.isEmpty() ? list : list.append(", ");
  }

  private static String mark(@Nullable Object value) {
    return value instanceof Json ? "?::json" : "?";
  }

  private static @Nullable Object parameter(@Nullable Object value) {
    return value instanceof Instant at
        ? at.atOffset(ZoneOffset.UTC)
        : value instanceof Json json ? json.text() : value;
  }
}

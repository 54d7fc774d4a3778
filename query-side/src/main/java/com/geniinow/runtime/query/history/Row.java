package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.query.record.Change.Assignment;
import com.geniinow.runtime.query.record.Change.Insert;
import com.geniinow.runtime.query.record.Change.Update;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row, or some columns of one, seen as PostgreSQL writes values as text. */
final class Row {
  private final Map<String, @Nullable Object> values;

  Row() {
    values = new HashMap<>();
  }

  /** Takes over a new row, whose values are copied by nobody: there are very many of them. */
  Row(Insert insert) {
    values = insert.values();
  }

  Row put(String column, @Nullable Object value) {
    values.put(column, value);
    return this;
  }

  @Nullable String get(String column) {
    return text(values.get(column));
  }

  Map<String, @Nullable String> values() {
    var texts = new HashMap<String, @Nullable String>();
    values.forEach((column, value) -> texts.put(column, text(value)));
    return texts;
  }

  /** Changes it as the SQL of the update would: conditions look at the row before the update. */
  void apply(Update update) {
    apply(update.assignments());
  }

  /** The same of what is said of all rows of an agent. */
  void apply(List<Assignment> assignments) {
    var changed = new HashMap<String, @Nullable Object>();
    for (var assignment : assignments) {
      if (happens(assignment)) {
        changed.put(assignment.column(), result(assignment));
      }
    }
    values.putAll(changed);
  }

  private boolean happens(Assignment assignment) {
    var other = assignment.ifColumn();
    return other == null || String.valueOf(assignment.ifText()).equals(get(other));
  }

  private @Nullable Object result(Assignment assignment) {
    var before = values.get(assignment.column());
    return switch (assignment.how()) {
      case SET -> assignment.value();
      case SET_IF_ABSENT -> before == null ? assignment.value() : before;
      case ADD -> before == null ? null : number(before).add(number(assignment.value()));
    };
  }

  private static BigDecimal number(@Nullable Object value) {
    return value instanceof BigDecimal number
        ? number
        : new BigDecimal(String.valueOf(text(value)));
  }

  /** A value as PostgreSQL reads it back; times are RFC 3339, money is plain digits. */
  private static @Nullable String text(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case BigDecimal number -> number.toPlainString();
      case Json json -> json.text();
      default -> value.toString();
    };
  }
}

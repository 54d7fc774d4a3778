package com.geniinow.runtime.query.audit;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.query.projection.Change.Assignment;
import com.geniinow.runtime.query.projection.Change.Update;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row, or some columns of one, as PostgreSQL writes values as text. */
final class Row {
  private final Map<String, @Nullable String> values = new HashMap<>();

  Row put(String column, @Nullable Object value) {
    values.put(column, text(value));
    return this;
  }

  @Nullable String get(String column) {
    return values.get(column);
  }

  Map<String, @Nullable String> values() {
    return values;
  }

  /** Changes it as the SQL of the update would: conditions look at the row before the update. */
  void apply(Update update) {
    var changed = new HashMap<String, @Nullable String>();
    for (var assignment : update.assignments()) {
      if (happens(assignment)) {
        changed.put(assignment.column(), result(assignment));
      }
    }
    values.putAll(changed);
  }

  private boolean happens(Assignment assignment) {
    var other = assignment.ifColumn();
    return other == null || String.valueOf(assignment.ifText()).equals(values.get(other));
  }

  private @Nullable String result(Assignment assignment) {
    var before = values.get(assignment.column());
    return switch (assignment.how()) {
      case SET -> text(assignment.value());
      case SET_IF_ABSENT -> before == null ? text(assignment.value()) : before;
      case ADD ->
          before == null
              ? null
              : new BigDecimal(before)
                  .add(new BigDecimal(String.valueOf(text(assignment.value()))))
                  .toPlainString();
    };
  }

  /** A value as PostgreSQL reads it back; times are RFC 3339, money is plain digits. */
  static @Nullable String text(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case BigDecimal number -> number.toPlainString();
      case Json json -> json.text();
      default -> value.toString();
    };
  }
}

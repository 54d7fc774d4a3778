package com.geniinow.runtime.query.history;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The store can't be replayed beyond an event: it can't be read, or nothing before it allows it.
 */
final class UnreplayableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Pattern ID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private final transient EventRow row;

  UnreplayableException(EventRow row, RuntimeException cause) {
    super(Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName()), cause);
    this.row = row;
  }

  /** At the first of these events that names what the message does; at the first of all if none. */
  static UnreplayableException among(List<EventRow> rows, RuntimeException cause) {
    var id = ID.matcher(String.valueOf(cause.getMessage()));
    var named =
        id.find()
            ? rows.stream().filter(row -> row.payload().contains(id.group())).findFirst()
            : Optional.<EventRow>empty();
    return new UnreplayableException(named.orElse(rows.getFirst()), cause);
  }

  EventRow row() {
    return row;
  }
}

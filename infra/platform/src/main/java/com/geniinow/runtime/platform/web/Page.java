package com.geniinow.runtime.platform.web;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextCursor asks for the next page; null on the last
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * Cuts rows read with {@link PageQuery#fetch()} down to a page; the one row too many shows that
   * there is more.
   *
   * @param rows up to {@code query.limit() + 1} rows in the list's order
   * @param cursor where a row stands in that order
   */
  public static <T> Page<T> of(List<T> rows, PageQuery query, Function<T, Cursor> cursor) {
    if (rows.size() <= query.limit()) {
      return new Page<>(rows, null);
    }
    var items = rows.subList(0, query.limit());
    return new Page<>(items, cursor.apply(items.getLast()).encode() + query.binding());
  }

  /** The same page with each item turned into something else. */
  public <R> Page<R> map(Function<? super T, ? extends R> change) {
    return new Page<>(items.stream().<R>map(change).toList(), nextCursor);
  }
}

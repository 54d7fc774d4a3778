package com.geniinow.runtime.command.file;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** All rows by the name of their object, a page at a time. */
final class RowsInOrder {
  private static final int PAGE = 1000;

  private final ObjectTable rows;
  private final Deque<ObjectTable.Row> page = new ArrayDeque<>();
  private String last = "";

  RowsInOrder(ObjectTable rows) {
    this.rows = rows;
  }

  /** The next one; null after the last. */
  ObjectTable.@Nullable Row next() {
    if (page.isEmpty()) {
      page.addAll(rows.after(last, PAGE));
    }
    var next = page.poll();
    if (next != null) {
      last = next.objectName();
    }
    return next;
  }
}

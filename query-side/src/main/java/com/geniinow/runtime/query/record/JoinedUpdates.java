package com.geniinow.runtime.query.record;

import com.geniinow.runtime.query.record.Change.Assignment;
import com.geniinow.runtime.query.record.Change.Update;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Updates of one row by several events of a commit as one: each would write a new version of the
 * row, and of its place in every index. Only those are joined that say nothing of the same columns,
 * so that it makes no difference which comes first, and only where nothing else of that table comes
 * in between.
 */
final class JoinedUpdates {
  private JoinedUpdates() {}

  /** The same changes, in the order of the first of those that were joined. */
  static List<Change> of(List<Change> changes) {
    List<Change> joined = new ArrayList<>(changes.size());
    for (var change : changes) {
      int earlier = change instanceof Update update ? find(joined, update) : -1;
      if (earlier < 0) {
        joined.add(change);
      } else {
        joined.set(earlier, ((Update) joined.get(earlier)).and((Update) change));
      }
    }
    return joined;
  }

  /** Looks back to the last change of the table: what it is of may be this very row. */
  private static int find(List<Change> before, Update update) {
    for (var n = before.size() - 1; n >= 0; n--) {
      var change = before.get(n);
      if (change.table().equals(update.table())) {
        return change instanceof Update earlier && areApart(earlier, update) ? n : -1;
      }
    }
    return -1;
  }

  private static boolean areApart(Update one, Update other) {
    if (!one.keyColumn().equals(other.keyColumn()) || !one.key().equals(other.key())) {
      return false;
    }
    var written = new HashSet<String>();
    var read = new HashSet<String>();
    for (var assignment : one.assignments()) {
      written.add(assignment.column());
      if (assignment.ifColumn() != null) {
        read.add(assignment.ifColumn());
      }
    }
    return other.assignments().stream().noneMatch(next -> meets(next, written, read));
  }

  private static boolean meets(Assignment next, HashSet<String> written, HashSet<String> read) {
    return written.contains(next.column())
        || read.contains(next.column())
        || (next.ifColumn() != null && written.contains(next.ifColumn()));
  }
}

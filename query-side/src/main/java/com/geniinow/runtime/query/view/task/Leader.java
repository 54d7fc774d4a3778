package com.geniinow.runtime.query.view.task;

import com.geniinow.runtime.platform.web.PageQuery;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Chooses the condition that a list begins with: the rarest, since the others are asked about each
 * of its rows. Which one that is, is looked at where the page begins: some rows of a rare one reach
 * further than as many of a frequent one.
 */
final class Leader {
  /** Rows of each condition that are looked at, from an index: about a millisecond. */
  static final int LOOKED_AT = 300;

  private Leader() {}

  /** The label to begin with; null for the tasks, from whose indexes PostgreSQL chooses. */
  static @Nullable TaskCondition choose(
      JdbcClient jdbc, TaskListing listing, PageQuery page, boolean isAscending) {
    var rarest = rarest(jdbc, listing, page, isAscending);
    return rarest != null && rarest.isLabel() ? rarest : null;
  }

  private static @Nullable TaskCondition rarest(
      JdbcClient jdbc, TaskListing listing, PageQuery page, boolean isAscending) {
    var conditions = listing.conditions();
    if (conditions.stream().noneMatch(TaskCondition::isLabel)) {
      return null;
    }
    if (conditions.size() == 1) {
      return conditions.getFirst();
    }
    var reached = reached(jdbc, listing.reach(page), conditions.size());
    for (var n = 0; n < conditions.size(); n++) {
      if (reached.get(n) == null) {
        return conditions.get(n); // so few that all of them may be read
      }
    }
    var order = Comparator.<OffsetDateTime>naturalOrder();
    var furthest = reached.stream().max(isAscending ? order : order.reversed()).orElseThrow();
    return conditions.get(reached.indexOf(furthest));
  }

  private static List<@Nullable OffsetDateTime> reached(JdbcClient jdbc, Sql sql, int size) {
    return sql.in(jdbc)
        .query(
            (row, n) -> {
              var times = new ArrayList<@Nullable OffsetDateTime>();
              for (var column = 1; column <= size; column++) {
                times.add(row.getObject(column, OffsetDateTime.class));
              }
              return times;
            })
        .single();
  }
}

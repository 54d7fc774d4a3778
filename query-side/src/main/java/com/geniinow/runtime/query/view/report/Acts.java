package com.geniinow.runtime.query.view.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many ledger entries of each type a chain has in the range. */
final class Acts {
  private static final String TASK = "task_";

  /** States in which tasks end, as their entries name them. */
  private static final List<String> ENDS =
      List.of("completed", "dead_lettered", "cancelled", "expired", "denied");

  private final Map<String, Long> counts = new HashMap<>();

  void add(String type, long count) {
    counts.merge(type, count, Long::sum);
  }

  /** Those of any of these types. */
  Figure of(Queries queries, String... types) {
    long count = 0;
    for (var type : types) {
      count += counts.getOrDefault(type, 0L);
    }
    return new Figure(count, queries.ledger(types));
  }

  List<EndFigure> ends(Queries queries) {
    return ENDS.stream()
        .map(
            end -> {
              var figure = of(queries, TASK + end);
              return new EndFigure(end, figure.count(), figure.query());
            })
        .toList();
  }
}

package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.record.BudgetProjector;
import com.geniinow.runtime.query.record.Change.Delete;
import com.geniinow.runtime.query.record.Change.Erase;
import com.geniinow.runtime.query.record.Change.Insert;
import com.geniinow.runtime.query.record.Change.Update;
import com.geniinow.runtime.query.record.Writes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A budget's own rows as its events left them by a moment. It is set and raised by hand, so its
 * events are few: they are read from the first on.
 *
 * @param budgets its row, or none before its first event
 */
record PastBudget(List<Row> budgets, List<Row> raises) {
  private static final int PAGE = 1_000;

  static PastBudget asOf(StoredEvents events, JdbcClient jdbc, UUID budgetId, Instant at) {
    var past = new PastBudget(new ArrayList<>(), new ArrayList<>());
    long done = 0;
    while (true) {
      var rows = StoredEvents.after(jdbc, budgetId, done, PAGE);
      for (var event : events.decode(rows)) {
        if (event.payload().at().isAfter(at)) {
          return past;
        }
        var writes = new Writes();
        new BudgetProjector().project(event, writes);
        for (var change : writes.drain()) {
          if (BudgetProjector.OTHERS.contains(change.table())) {
            continue;
          }
          switch (change) {
            case Insert insert ->
                (insert.table().equals("budgets") ? past.budgets : past.raises)
                    .add(new Row(insert));
            case Update update -> past.budgets.getFirst().apply(update);
            case Delete delete -> throw new IllegalStateException("a budget has no end");
            case Erase erase -> throw new IllegalStateException("a budget holds no agent's text");
          }
        }
      }
      if (rows.size() < PAGE) {
        return past;
      }
      done = rows.getLast().globalIndex();
    }
  }
}

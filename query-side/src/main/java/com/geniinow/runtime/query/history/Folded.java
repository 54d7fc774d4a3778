package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.record.Change;
import com.geniinow.runtime.query.record.Change.Delete;
import com.geniinow.runtime.query.record.Change.Erase;
import com.geniinow.runtime.query.record.Change.Insert;
import com.geniinow.runtime.query.record.Change.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;

/**
 * What a batch does to one table, as far as that can be said without looking at the table.
 *
 * @param fresh rows that the batch makes, as they are after it, by key
 * @param columns that any of them has
 * @param rest changes of rows that were there before, in their order
 */
record Folded(Map<UUID, Row> fresh, Set<String> columns, List<Change> rest) {
  static Folded of(LiveTable table, List<Change> changes, Owners owners) {
    var folded = new Folded(new LinkedHashMap<>(), new LinkedHashSet<>(), new ArrayList<>());
    for (var change : changes) {
      switch (change) {
        case Insert insert -> folded.insert(table, insert, owners);
        case Update update -> {
          var row = folded.fresh.get(update.key());
          if (row == null) {
            folded.rest.add(update);
          } else {
            row.apply(update);
            update.assignments().forEach(assignment -> folded.columns.add(assignment.column()));
          }
        }
        case Erase erase ->
            throw new IllegalArgumentException(
                "what erases is made between others, not among them");
        case Delete delete -> {
          if (folded.fresh.remove(delete.key()) == null) {
            folded.rest.add(delete);
          }
        }
      }
    }
    return folded;
  }

  private void insert(LiveTable table, Insert insert, Owners owners) {
    var owner = insert.owner();
    if (owner != null) {
      insert.set("agent_id", owner).set("entity_id", owners.of(owner));
    }
    columns.addAll(insert.values().keySet());
    if (!(insert.values().get(table.key()) instanceof UUID key)
        || fresh.put(key, new Row(insert)) != null) {
      throw new IncorrectUpdateSemanticsDataAccessException(
          "another row of " + table.name() + " with key " + insert.values().get(table.key()));
    }
  }
}

package com.geniinow.runtime.command.tasktype;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.events.Ids;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The one place that loads the book of types, for commands of the platform's line. */
@Component
public class TaskTypeBooks {
  private final Repository<TaskTypeBook> books;

  TaskTypeBooks(Repository<TaskTypeBook> books) {
    this.books = books;
  }

  /** The book; null before the first type. */
  @Nullable Aggregate<TaskTypeBook> find() {
    var entry = AgentEntry.current();
    return entry == null || entry.versionOf(Ids.TASK_TYPES.toString()) < 0
        ? null
        : books.load(Ids.TASK_TYPES.toString());
  }
}

package com.geniinow.runtime.command.background;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import java.util.List;
import java.util.stream.Stream;

/** What the scheduler of this process can run; its table may hold more, of other releases. */
record ScheduledWork(Task<?> deadlines, List<RecurringTask<?>> recurring) {
  ScheduledWork {
    recurring = List.copyOf(recurring);
  }

  /** As the scheduler's table has them. */
  String[] names() {
    return Stream.concat(Stream.of(deadlines), recurring.stream())
        .map(Task::getName)
        .toArray(String[]::new);
  }
}

package com.geniinow.runtime.command.tasktype;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.tasktype.TaskTypeEvent;
import com.geniinow.runtime.events.tasktype.TaskTypeEvent.TaskTypeSet;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;

/** Which types there are; there is one book, the platform's. The tables know what they are. */
@Aggregate(repository = "taskTypeBookRepository")
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public class TaskTypeBook {
  /** Types that may be registered. */
  static final int MAX_TYPES = 1_000;

  @AggregateIdentifier private UUID bookId;
  private Map<String, Integer> versions = new HashMap<>();

  /** For Axon, which then applies the events. */
  @SuppressWarnings("NullAway.Init")
  protected TaskTypeBook() {}

  /** Opens it with the first. */
  @SuppressWarnings("NullAway.Init")
  TaskTypeBook(SetTaskType c) {
    set(c);
  }

  /** Sets a type's next version; answers it. */
  final TaskTypeSet set(SetTaskType c) {
    var before = versions.get(c.type());
    if (before == null && versions.size() >= MAX_TYPES) {
      throw new Refusal.WrongState("There are " + MAX_TYPES + " types of tasks, as many as may be.")
          .exception();
    }
    var set = c.asVersion(before == null ? 1 : before + 1);
    apply(set);
    return set;
  }

  @EventSourcingHandler
  void on(TaskTypeEvent event) {
    bookId = Ids.TASK_TYPES;
    switch (event) {
      case TaskTypeSet e -> versions.put(e.type(), e.version());
    }
  }
}

package com.geniinow.runtime.command.metric;

import com.geniinow.runtime.events.task.TaskEvent;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskBraked;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskRedriven;
import com.geniinow.runtime.events.task.TaskEvent.TaskRequeued;
import com.geniinow.runtime.events.task.TaskEvent.TaskStarted;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.task.TaskEvent.TaskUnbraked;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.springframework.stereotype.Component;

/** Counts what became of tasks, in the process that decided it and once it is committed. */
@Component
class EventCounters {
  private final MeterRegistry registry;
  private final Counter deadLettered;

  EventCounters(EventStore events, MeterRegistry registry) {
    this.registry = registry;
    this.deadLettered = counter("dead.lettered");
    events.subscribe(this::whenCommitted);
  }

  private void whenCommitted(List<? extends EventMessage<?>> events) {
    for (var event : events) {
      if (event.getPayload() instanceof TaskEvent happened) {
        CurrentUnitOfWork.get().root().afterCommit(u -> count(happened));
      }
    }
  }

  private void count(TaskEvent event) {
    switch (event) {
      case TaskSubmitted e -> counter("submitted").increment();
      case TaskStarted e -> counter("started").increment();
      case TaskCompleted e -> counter("completed").increment();
      case TaskAttemptFailed e -> counter("attempts.failed").increment();
      case TaskRequeued e -> counter("requeued").increment();
      case TaskDeadLettered e -> deadLettered.increment();
      case TaskRedriven e -> counter("redriven").increment();
      case TaskCancelled e -> counter("cancelled").increment();
      case TaskBraked e -> counter("braked").increment();
      case TaskUnbraked e -> counter("unbraked").increment();
    }
  }

  /** A registry hands out the same counter again. */
  private Counter counter(String what) {
    return Counter.builder("genii.tasks." + what).register(registry);
  }
}

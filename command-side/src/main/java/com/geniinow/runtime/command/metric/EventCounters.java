package com.geniinow.runtime.command.metric;

import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleRan;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleSkipped;
import com.geniinow.runtime.events.task.TaskEvent;
import com.geniinow.runtime.events.task.TaskEvent.TaskApproved;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskBraked;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskDenied;
import com.geniinow.runtime.events.task.TaskEvent.TaskDue;
import com.geniinow.runtime.events.task.TaskEvent.TaskExpired;
import com.geniinow.runtime.events.task.TaskEvent.TaskRedriven;
import com.geniinow.runtime.events.task.TaskEvent.TaskReleased;
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

/**
 * Counts what became of tasks and of runs of schedules, in the process that decided it and once it
 * is committed.
 */
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
      switch (event.getPayload()) {
        case TaskEvent happened -> CurrentUnitOfWork.get().root().afterCommit(u -> count(happened));
        case ScheduleRan happened ->
            CurrentUnitOfWork.get().root().afterCommit(u -> runs("submitted", 1));
        case ScheduleSkipped happened ->
            CurrentUnitOfWork.get()
                .root()
                .afterCommit(u -> runs(happened.reason(), happened.runs()));
        default -> {}
      }
    }
  }

  private void runs(String outcome, long runs) {
    Counter.builder("genii.schedules.runs")
        .description("Runs of schedules, by whether they were submitted or why not")
        .tag("outcome", outcome)
        .register(registry)
        .increment(runs);
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
      case TaskReleased e -> counter("released").increment();
      case TaskBraked e -> counter("braked").increment();
      case TaskUnbraked e -> counter("unbraked").increment();
      case TaskDue e -> counter("due").increment();
      case TaskExpired e -> counter("expired").increment();
      case TaskApproved e -> counter("approved").increment();
      case TaskDenied e -> counter("denied").increment();
    }
  }

  /** A registry hands out the same counter again. */
  private Counter counter(String what) {
    return Counter.builder("genii.tasks." + what).register(registry);
  }
}

package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.agent.AgentEvent.AgentResumed;
import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import com.geniinow.runtime.events.task.TaskEvent.TaskApproved;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskDue;
import com.geniinow.runtime.events.task.TaskEvent.TaskExpired;
import com.geniinow.runtime.events.task.TaskEvent.TaskRedriven;
import com.geniinow.runtime.events.task.TaskEvent.TaskReleased;
import com.geniinow.runtime.events.task.TaskEvent.TaskRequeued;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.task.TaskEvent.TaskUnbraked;
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.queue.QueueUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The guarantee behind the fast path: whatever was committed as queued gets into Redis, in the
 * order of the store. It stops while Redis is unavailable and goes on where it was.
 */
@Component
@ProcessingGroup(DispatchProcessor.PROCESSOR)
class DispatchProcessor {
  static final String PROCESSOR = "dispatch";

  /** Shorter than this processor's claim and than PostgreSQL's patience with idle transactions. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  private final Dispatcher dispatcher;
  private final JdbcClient system;

  DispatchProcessor(
      Dispatcher dispatcher, @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.dispatcher = dispatcher;
    this.system = system;
  }

  @EventHandler
  void on(TaskSubmitted e) {
    if (e.stateThen() == TaskState.QUEUED) {
      var turn = TaskPlan.turn(TaskPlan.of(e.plan()).priority(), e.at());
      patiently(() -> dispatcher.ensure(e.agentId(), e.taskId(), 1, e.type(), turn));
    }
  }

  @EventHandler
  void on(TaskDue e) {
    patiently(() -> dispatcher.ensure(e.agentId(), e.taskId(), 1));
  }

  @EventHandler
  void on(TaskApproved e) {
    patiently(() -> dispatcher.ensure(e.agentId(), e.taskId(), 1));
  }

  @EventHandler
  void on(TaskRequeued e) {
    patiently(() -> dispatcher.ensure(e.agentId(), e.taskId(), e.attempt()));
  }

  @EventHandler
  void on(TaskReleased e) {
    patiently(() -> dispatcher.ensure(e.agentId(), e.taskId(), e.attempt() + 1));
  }

  @EventHandler
  void on(TaskUnbraked e) {
    patiently(() -> dispatcher.ensure(e.agentId(), e.taskId(), e.attempt()));
  }

  @EventHandler
  void on(TaskRedriven e) {
    patiently(() -> dispatcher.ensure(e.agentId(), e.taskId(), e.attempt()));
  }

  /** A suspended agent's tasks wait in PostgreSQL alone, so that no worker turns over them. */
  @EventHandler
  void on(AgentSuspended e) {
    queued(
        e.agentId(),
        (taskId, attempt, type, turn) -> patiently(() -> dispatcher.withdraw(e.agentId(), taskId)));
  }

  @EventHandler
  void on(AgentResumed e) {
    queued(
        e.agentId(),
        (taskId, attempt, type, turn) ->
            patiently(() -> dispatcher.put(e.agentId(), taskId, attempt, type, turn)));
  }

  @EventHandler
  void on(TaskCancelled e) {
    patiently(() -> dispatcher.withdraw(e.agentId(), e.taskId()));
  }

  @EventHandler
  void on(TaskExpired e) {
    patiently(() -> dispatcher.withdraw(e.agentId(), e.taskId()));
  }

  private void queued(UUID agentId, Action action) {
    system
        .sql(
            """
            SELECT task_id, attempts, type, coalesce(priority, 3), coalesce(queued_at, created_at)
            FROM agent_tasks
            WHERE agent_id = ? AND status = 'queued' AND braked_attempt IS NULL ORDER BY created_at, task_id""")
        .param(agentId)
        .query(
            row -> {
              action.on(
                  row.getObject(1, UUID.class),
                  row.getInt(2) + 1,
                  row.getString(3),
                  Dispatcher.turn(row, 4, 5));
            });
  }

  /**
   * A short absence of Redis is waited for here, because Axon pauses longer after each failure.
   *
   * @throws QueueUnavailableException when it was unavailable for all of {@link #PATIENCE}
   */
  private static void patiently(Runnable action) {
    long start = System.nanoTime();
    while (true) {
      try {
        action.run();
        return;
      } catch (QueueUnavailableException e) {
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
  }

  private interface Action {
    void on(UUID taskId, int attempt, String type, Instant turn);
  }
}

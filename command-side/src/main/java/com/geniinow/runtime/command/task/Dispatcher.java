package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.brake.Brake.Work;
import com.geniinow.runtime.command.brake.ListedBrakes;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.queue.QueueUnavailableException;
import com.geniinow.runtime.queue.QueuedTask;
import com.geniinow.runtime.queue.TaskQueue;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The way into the agents' queues, after the commit that queued a task. Adding is idempotent by
 * task and attempt, so that it may be repeated at any time, by any process.
 */
@Component
class Dispatcher implements FastPath, HandBack {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final TaskQueue queue;
  private final TaskSettings settings;
  private final AgentConcurrency concurrency;
  private final ListedBrakes brakes;
  private final JdbcClient system;

  /** What this process has just dispatched, so that the guarantee need not ask Redis again. */
  private final Cache<String, Boolean> recent =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(Duration.ofSeconds(10)).build();

  Dispatcher(
      TaskQueue queue,
      TaskSettings settings,
      AgentConcurrency concurrency,
      ListedBrakes brakes,
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.queue = queue;
    this.settings = settings;
    this.concurrency = concurrency;
    this.brakes = brakes;
    this.system = system;
  }

  /** The fast path; where Redis is unavailable {@link DispatchProcessor} does it later. */
  void tryNow(SubmitResult.Accepted accepted) {
    var task = accepted.task();
    fast(
        task.taskId(),
        () -> {
          queue.add(
              new QueuedTask(task.agentId(), task.taskId(), 1, task.type(), accepted.turn()),
              concurrency.orStandard(accepted.concurrency()));
          recent.put(task.taskId() + "/1", true);
        });
  }

  @Override
  public void tryNow(UUID agentId, UUID taskId, int attempt) {
    fast(taskId, () -> ensure(agentId, taskId, attempt));
  }

  @Override
  public void tryNow(UUID agentId, UUID taskId, ReleaseAttempt.Released released) {
    if (released.next() > 0) {
      fast(
          taskId,
          () -> {
            var task = new QueuedTask(agentId, taskId, released.next(), released.type());
            queue.handBack(task, concurrency.of(agentId));
            recent.put(taskId + "/" + released.next(), true);
          });
    }
  }

  private void fast(UUID taskId, Runnable dispatch) {
    if (!settings.fastDispatch()) {
      return;
    }
    try {
      dispatch.run();
    } catch (RuntimeException e) {
      // The task is committed: whatever is wrong here must not look like a refusal.
      log.debug("task {} waits for the processor: {}", taskId, e.getMessage());
    }
  }

  /**
   * Queues an attempt unless this process has just done so.
   *
   * @throws QueueUnavailableException when Redis is unavailable
   */
  void ensure(UUID agentId, UUID taskId, int attempt, String type, Instant turn) {
    if (recent.getIfPresent(taskId + "/" + attempt) == null) {
      put(agentId, taskId, attempt, type, turn);
    }
  }

  /**
   * Queues an attempt if it is still what the task waits for, the agent is active and no brake
   * stops it: else there is nothing to run, or its resumption queues it.
   */
  void ensure(UUID agentId, UUID taskId, int attempt) {
    system
        .sql(
            """
            SELECT t.type, t.model, t.entity_id, coalesce(t.priority, 3),
              coalesce(t.queued_at, t.created_at)
            FROM agent_tasks t JOIN agents a ON a.agent_id = t.agent_id
            WHERE t.task_id = ? AND t.status = 'queued' AND t.attempts = ? AND a.status = 'active'
              AND t.braked_attempt IS NULL""")
        .param(taskId)
        .param(attempt - 1)
        .query(
            (row, n) ->
                new Ready(
                    new Work(
                        row.getObject(3, UUID.class), agentId, row.getString(1), row.getString(2)),
                    turn(row, 4, 5)))
        .list()
        .stream()
        .filter(ready -> mayBegin(ready.work()))
        .forEach(
            ready ->
                ensure(
                    agentId,
                    taskId,
                    attempt,
                    String.valueOf(ready.work().taskType()),
                    ready.turn()));
  }

  /** Reads a queued task's turn from its priority and the time it was queued. */
  static Instant turn(ResultSet row, int priority, int queuedAt) throws SQLException {
    return TaskPlan.turn(
        row.getInt(priority), row.getObject(queuedAt, OffsetDateTime.class).toInstant());
  }

  private record Ready(Work work, Instant turn) {}

  private boolean mayBegin(Work work) {
    return brakes.inForce().stream().noneMatch(brake -> brake.stops(work));
  }

  /** Takes a task out of its queue, running or not. */
  void withdraw(UUID agentId, UUID taskId) {
    queue.remove(agentId, taskId);
  }

  /**
   * Queues an attempt that Redis was seen not to hold.
   *
   * @throws QueueUnavailableException when Redis is unavailable
   */
  void put(UUID agentId, UUID taskId, int attempt, String type, Instant turn) {
    queue.add(new QueuedTask(agentId, taskId, attempt, type, turn), concurrency.of(agentId));
  }
}

package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.queue.QueueUnavailableException;
import com.geniinow.runtime.platform.queue.TaskQueue;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sees to it that what PostgreSQL says is queued gets into Redis, and that retries come in time.
 */
@Component
class QueuedTasks {
  private static final Logger log = LoggerFactory.getLogger(QueuedTasks.class);

  /** Rows looked at in one round. */
  private static final int BATCH = 1000;

  /** What the fast path has had its chance with. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final JdbcTemplate system;
  private final AgentLine line;
  private final Dispatcher dispatcher;
  private final TaskQueue queue;
  private final Now now;

  QueuedTasks(
      @Qualifier("system") JdbcTemplate system,
      AgentLine line,
      Dispatcher dispatcher,
      TaskQueue queue,
      Now now) {
    this.system = system;
    this.line = line;
    this.dispatcher = dispatcher;
    this.queue = queue;
    this.now = now;
  }

  /** Queues the retries that are due. */
  @Scheduled(fixedDelay = 100, scheduler = "taskScheduler")
  void requeueDue() {
    var due =
        system.query(
            """
            SELECT agent_id, task_id, attempts, type FROM agent_tasks
            WHERE status = 'retrying' AND next_attempt_at <= ?
            ORDER BY next_attempt_at LIMIT ?""",
            (row, n) ->
                new Waiting(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getInt(3) + 1,
                    row.getString(4)),
            now.get().atOffset(ZoneOffset.UTC),
            BATCH);
    for (var task : due) {
      boolean queued =
          line.send(new RequeueTask(task.agentId(), task.taskId(), task.attempt(), now.get()));
      if (queued) {
        dispatcher.dispatch(task.agentId(), task.taskId(), task.attempt(), task.type());
      }
    }
  }

  /** Adds what the fast path could not, and hands back what dead workers held. */
  @Scheduled(fixedDelay = 1000, scheduler = "taskScheduler")
  void dispatchWaiting() {
    try {
      queue.reap(BATCH);
    } catch (QueueUnavailableException e) {
      log.debug("Redis is away: {}", e.getMessage());
      return;
    }
    var waiting =
        system.query(
            """
            SELECT agent_id, task_id, attempts, type FROM agent_tasks
            WHERE status = 'queued' AND created_at < ? ORDER BY created_at LIMIT ?""",
            (row, n) ->
                new Waiting(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getInt(3) + 1,
                    row.getString(4)),
            now.get().minus(GRACE).atOffset(ZoneOffset.UTC),
            BATCH);
    for (var task : waiting) {
      if (!dispatcher.dispatch(task.agentId(), task.taskId(), task.attempt(), task.type())) {
        return;
      }
    }
  }

  private record Waiting(UUID agentId, UUID taskId, int attempt, String type) {}
}

package com.geniinow.runtime.query.view.task;

import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.platform.work.TaskEnds;
import com.geniinow.runtime.query.view.access.CallerReads;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/**
 * Looks for tasks that other processes have ended: one query for all that are waited for, once a
 * second while there are any, on a virtual thread that ends with them.
 */
@Component
class TaskLookout {
  static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(TaskLookout.class);
  private static final String ENDED =
      "SELECT task_id FROM agent_tasks WHERE task_id = ANY (?) AND status NOT IN "
          + TaskState.LIVING_IN_SQL;

  private final CallerReads reads;
  private final AtomicBoolean looking = new AtomicBoolean();

  TaskLookout(CallerReads reads) {
    this.reads = reads;
  }

  /** Makes sure that somebody looks for these, for as long as there are any. */
  void look(Supplier<List<UUID>> waitedFor, TaskEnds ends) {
    if (looking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("task-lookout").start(() -> run(waitedFor, ends));
    }
  }

  private void run(Supplier<List<UUID>> waitedFor, TaskEnds ends) {
    do {
      for (var ids = waitedFor.get(); !ids.isEmpty(); ids = waitedFor.get()) {
        LockSupport.parkNanos(PAUSE.toNanos());
        tell(waitedFor.get(), ends);
      }
      looking.set(false);
      // Who came between the last look and here found somebody looking.
    } while (!waitedFor.get().isEmpty() && looking.compareAndSet(false, true));
  }

  private void tell(List<UUID> ids, TaskEnds ends) {
    if (ids.isEmpty()) {
      return;
    }
    try {
      ends.ended(
          reads.asRuntime(
              jdbc ->
                  jdbc.sql(ENDED)
                      .param(new SqlArrayValue("uuid", ids.toArray()))
                      .query(UUID.class)
                      .list()));
    } catch (RuntimeException e) {
      // They wait on: the next look may find PostgreSQL again.
      log.debug("tasks that are waited for can't be looked at: {}", e.getMessage());
    }
  }
}

package com.geniinow.runtime.command.background;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The scheduler's table, where it is not the scheduler that writes it. */
@Component
class ScheduledTasksTable {
  private final JdbcClient system;

  ScheduledTasksTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /**
   * Makes a recurring job due now, unless it is, or runs, or ran less than its pause ago. Several
   * processes may do so at once: one of them does.
   *
   * @return whether it is due by this
   */
  boolean bringForward(String name, Duration pause, Instant now) {
    var at = now.atOffset(ZoneOffset.UTC);
    return system
            .sql(
                """
                UPDATE scheduled_tasks SET execution_time = ?, version = version + 1
                WHERE task_name = ? AND task_instance = ? AND NOT picked AND execution_time > ?
                  AND (greatest(last_success, last_failure) BETWEEN ? AND ?) IS NOT TRUE""")
            .param(at)
            .param(name)
            .param(RecurringTask.INSTANCE)
            .param(at)
            .param(now.minus(pause).plusMillis(1).atOffset(ZoneOffset.UTC))
            .param(at) // a run that is still to come was noted by another clock
            .update()
        > 0;
  }
}

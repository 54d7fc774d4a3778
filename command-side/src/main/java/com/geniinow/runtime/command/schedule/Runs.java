package com.geniinow.runtime.command.schedule;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.command.task.TaskReader;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import java.time.Instant;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes the commands that have schedules run. */
@Component
class Runs {
  private final JdbcClient system;
  private final TaskReader reader;
  private final JsonMapper json;
  private final Now now;

  Runs(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      TaskReader reader,
      JsonMapper json,
      Now now) {
    this.system = system;
    this.reader = reader;
    this.json = json;
    this.now = now;
  }

  /** One for now. */
  RunSchedule command(UUID agentId, UUID scheduleId, Instant seenAt) {
    return command(agentId, scheduleId, seenAt, now.get());
  }

  /** One for a moment. */
  RunSchedule command(UUID agentId, UUID scheduleId, Instant seenAt, Instant at) {
    return new RunSchedule(agentId, scheduleId, task(agentId, scheduleId, at), seenAt, at);
  }

  /** The task of a schedule never changes; whether it would be taken may. */
  private RunTask task(UUID agentId, UUID scheduleId, Instant at) {
    return system
        .sql("SELECT task, created_by FROM agent_schedules WHERE schedule_id = ?")
        .param(scheduleId)
        .query((row, n) -> read(row.getString(1), row.getString(2), agentId, scheduleId, at))
        .optional()
        // It was deleted meanwhile: in its agent's line there is nothing to do.
        .orElseGet(() -> new RunTask.Bad(Reason.NOT_FOUND.code(), null));
  }

  private RunTask read(String task, String by, UUID agentId, UUID scheduleId, Instant at) {
    try {
      return new RunTask.Good(reader.read(json.readTree(task), agentId, by, scheduleId, at));
    } catch (ProblemException e) {
      if (e.reason() == Reason.UNAVAILABLE) {
        throw e;
      }
      return RunTask.Bad.of(e.problem());
    }
  }
}

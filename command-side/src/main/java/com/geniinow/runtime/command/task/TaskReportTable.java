package com.geniinow.runtime.command.task;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which report ended an attempt, by its hash, for a day: whoever did not hear the answer sends it
 * again. Written within commands, under the agent's lock.
 */
@Component
class TaskReportTable {
  private static final Duration KEPT = Duration.ofDays(1);

  private final JdbcClient jdbc;

  TaskReportTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Keeps a report that counted; null is none to be kept. */
  void keep(UUID taskId, int attempt, @Nullable String hash, Instant at) {
    if (hash == null) {
      return;
    }
    jdbc.sql(
            """
            INSERT INTO task_reports (task_id, attempt, agent_id, entity_id, hash, expires_at)
            VALUES (?, ?, genii_agent(), genii_entity(), ?, ?)""")
        .param(taskId)
        .param(attempt)
        .param(hash)
        .param(at.plus(KEPT).atOffset(ZoneOffset.UTC))
        .update();
  }
}

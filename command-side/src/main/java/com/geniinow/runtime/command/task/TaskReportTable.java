package com.geniinow.runtime.command.task;

import com.geniinow.runtime.platform.database.LateWrites;
import com.geniinow.runtime.platform.database.RoundTrip.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which report ended an attempt, by its hash, for a day: whoever did not hear the answer sends it
 * again. Written within commands, under the agent's lock.
 */
@Component
class TaskReportTable {
  private static final Duration KEPT = Duration.ofDays(1);

  private final LateWrites late;

  TaskReportTable(LateWrites late) {
    this.late = late;
  }

  /** Keeps a report that counted; null is none to be kept. */
  void keep(UUID taskId, int attempt, @Nullable String hash, Instant at) {
    if (hash == null) {
      return;
    }
    late.add(
        Part.ofOneRow(
            """
            INSERT INTO task_reports (task_id, attempt, agent_id, entity_id, hash, expires_at)
            VALUES (?, ?, genii_agent(), genii_entity(), ?, ?)""",
            List.of(taskId, attempt, hash, at.plus(KEPT).atOffset(ZoneOffset.UTC))));
  }
}

package com.geniinow.runtime.command.worker;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.queue.ClaimedJob;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the tables know of claims, of all agents. */
@Component
class ClaimReads {
  private final JdbcClient system;

  ClaimReads(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** The attempts that were started under a claim's key and are held yet, the oldest first. */
  List<ClaimedJob> held(String key) {
    return system
        .sql(
            """
            SELECT agent_id, task_id, attempt FROM task_leases
            WHERE start_key = ? AND expires_at > clock_timestamp() AND NOT braked
            ORDER BY started_at, task_id""")
        .param(key)
        .query(
            (row, n) ->
                new ClaimedJob(
                    row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getInt(3), ""))
        .list();
  }

  /** How many bytes of JSON each task's payload is. */
  Map<UUID, Integer> payloadBytes(Collection<UUID> tasks) {
    Map<UUID, Integer> bytes = new HashMap<>();
    system
        .sql(
            """
            SELECT task_id, octet_length(payload::text) FROM agent_tasks WHERE task_id = ANY (?)""")
        .param(tasks.toArray(UUID[]::new))
        .query(
            row -> {
              bytes.put(row.getObject(1, UUID.class), row.getInt(2));
            });
    return bytes;
  }

  /** Whether an attempt was ended by this very report. */
  boolean isRecorded(UUID taskId, int attempt, String hash) {
    return system
        .sql(
            """
            SELECT EXISTS (SELECT FROM task_reports
              WHERE task_id = ? AND attempt = ? AND hash = ?)""")
        .param(taskId)
        .param(attempt)
        .param(hash)
        .query(Boolean.class)
        .single();
  }
}

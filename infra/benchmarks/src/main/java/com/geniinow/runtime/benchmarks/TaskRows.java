package com.geniinow.runtime.benchmarks;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Fills the tables that lists of tasks are read from, past the service, as superuser. */
final class TaskRows {
  private static final String INDEXES =
      """
      SELECT i.indexdef, i.indexname FROM pg_indexes i
      WHERE i.tablename IN ('agent_tasks', 'task_labels') AND i.indexdef NOT LIKE '%UNIQUE%'""";

  private final Servers servers;

  TaskRows(Servers servers) {
    this.servers = servers;
  }

  /**
   * Stores so many tasks up to now, among which each filter finds few, many and most: half of them
   * of one agent, the others of all alike.
   *
   * @param agents the first has half of all tasks
   * @param apart seconds between one task and the next
   */
  void fill(int count, List<UUID> agents, int apart) {
    var indexes = dropped();
    servers.execute(
        """
        CREATE TEMPORARY TABLE made ON COMMIT PRESERVE ROWS AS
        SELECT gen_random_uuid() AS task_id, n,
          (ARRAY[%s]::uuid[])[CASE n %% 2 WHEN 0 THEN 1 ELSE 1 + n %% %d END] AS agent_id
        FROM generate_series(1, %d) n;
        INSERT INTO agent_tasks (task_id, agent_id, entity_id, type, status, attempts, model,
          payload, estimated_tokens, estimated_cost_usd, tokens_used, cost_usd, bullmq_job_id,
          created_at, started_at, completed_at, failure_reason, labels)
        SELECT m.task_id, m.agent_id, a.entity_id,
          (ARRAY['simulate', 'webhook', 'openai.chat', 'rare'])[CASE WHEN n %% 9973 < 2 THEN 4
            ELSE 1 + n %% 3 END],
          (ARRAY['completed', 'cancelled', 'dead_lettered', 'queued'])[CASE WHEN n %% 9001 < 2
            THEN 4 WHEN n %% 101 < 2 THEN 3 WHEN n %% 7 = 0 THEN 2 ELSE 1 END],
          1, (ARRAY['gpt-4o', 'gpt-4o-mini', NULL])[1 + n %% 3],
          json_build_object('text', repeat('x', 200)), 10, 0, 10, 0, m.task_id::text,
          made_at, CASE WHEN NOT n %% 9001 < 2 THEN made_at + interval '100 ms' END,
          CASE WHEN NOT n %% 9001 < 2 THEN made_at + interval '900 ms' END,
          CASE WHEN NOT n %% 9001 < 2 AND n %% 101 < 2
            THEN (ARRAY['retries_exhausted', 'quota_exceeded'])[1 + n %% 2] END,
          json_build_object('env', 'env' || n %% 4, 'team', 'team' || n %% 199)
        FROM made m JOIN agents a ON a.agent_id = m.agent_id
        CROSS JOIN LATERAL (SELECT date_trunc('second', now()) - (%d - n) * %d * interval '1 s'
          AS made_at) t ORDER BY n;
        INSERT INTO task_labels (label_id, agent_id, entity_id, task_id, name, value, created_at)
        SELECT gen_random_uuid(), t.agent_id, t.entity_id, t.task_id, l.key, l.value, t.created_at
        FROM agent_tasks t CROSS JOIN json_each_text(t.labels) l WHERE t.labels IS NOT NULL"""
            .formatted(
                String.join(", ", agents.stream().map(id -> "'" + id + "'").toList()),
                agents.size(),
                count,
                count,
                apart));
    Report.progress("making the indexes");
    indexes.forEach(servers::execute);
    servers.execute("VACUUM ANALYZE agent_tasks");
    servers.execute("VACUUM ANALYZE task_labels");
  }

  /** Takes the indexes away, since rows come in much sooner without; answers how to make them. */
  private List<String> dropped() {
    List<String> indexes = new ArrayList<>();
    try (var connection = servers.superuser();
        var statement = connection.createStatement();
        var drop = connection.createStatement();
        var rows = statement.executeQuery(INDEXES)) {
      while (rows.next()) {
        indexes.add(rows.getString(1));
        drop.execute("DROP INDEX " + rows.getString(2));
      }
      return indexes;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

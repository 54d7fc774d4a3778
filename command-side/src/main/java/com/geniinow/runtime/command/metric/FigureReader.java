package com.geniinow.runtime.command.metric;

import com.geniinow.runtime.command.metric.Reading.OfOne;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.task.TaskState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads all figures by one statement. Its cost grows with the agents (a scan of agent_quotas, some
 * 0.2 s for a million) and with the open tasks, not with the history. An index on the percentages
 * would be dearer: every charge would have to change it.
 */
@Component
class FigureReader {
  private static final int TIMEOUT_SECONDS = 5;

  private static final String SQL =
      """
      (SELECT 'tokens', agent_id::text,
         100 * monthly_tokens_used::float8 / greatest(monthly_token_limit, 1)
       FROM agent_quotas ORDER BY 3 DESC LIMIT ?)
      UNION ALL
      (SELECT 'storage', agent_id::text,
         100 * storage_used_bytes::float8 / greatest(storage_limit_bytes, 1)
       FROM agent_quotas ORDER BY 3 DESC LIMIT ?)
      UNION ALL
      (WITH open AS (
         SELECT agent_id, count(*)::float8 AS tasks FROM agent_tasks
         WHERE status IN %s GROUP BY agent_id)
       (SELECT 'queue', agent_id::text, tasks FROM open ORDER BY 3 DESC LIMIT ?)
       UNION ALL
       SELECT 'open', '', coalesce(sum(tasks), 0) FROM open)
      UNION ALL
      SELECT 'lag', processor_name,
        (SELECT coalesce(max(global_index), 0) FROM domain_event_entry)
        - coalesce((convert_from(token, 'UTF8')::json ->> 'index')::float8, 0)
      FROM token_entry WHERE token IS NOT NULL
      UNION ALL
      SELECT 'erasure', '',
        coalesce(max(extract(epoch FROM clock_timestamp() - e.started_at)), 0)::float8
      FROM erasure_runs r JOIN erasures e USING (agent_id)
      WHERE NOT EXISTS (SELECT FROM legal_holds h WHERE h.entity_id = r.entity_id)
        OR EXISTS (SELECT FROM sealing_keys.destroyed d
          WHERE d.agent_id = r.agent_id AND d.through = 'infinity')"""
          .formatted(TaskState.OPEN_IN_SQL);

  private final JdbcClient system;

  FigureReader(@Qualifier(StoreConfiguration.SYSTEM) DataSource system) {
    this.system = JdbcClient.create(system);
  }

  /**
   * @param agents how many of each kind at most
   */
  Reading read(int agents) {
    Map<String, List<OfOne>> figures = new HashMap<>();
    system
        .sql(SQL)
        .withQueryTimeout(TIMEOUT_SECONDS)
        .param(agents)
        .param(agents)
        .param(agents)
        .query(
            row -> {
              figures
                  .computeIfAbsent(row.getString(1), kind -> new ArrayList<>())
                  .add(new OfOne(row.getString(2), row.getDouble(3)));
            });
    return new Reading(
        figures.getOrDefault("tokens", List.of()),
        figures.getOrDefault("storage", List.of()),
        figures.getOrDefault("queue", List.of()),
        sum(figures.get("open")),
        figures.getOrDefault("lag", List.of()),
        Math.max(0, sum(figures.get("erasure"))));
  }

  private static double sum(@Nullable List<OfOne> figures) {
    return figures == null ? 0 : figures.stream().mapToDouble(OfOne::figure).sum();
  }
}

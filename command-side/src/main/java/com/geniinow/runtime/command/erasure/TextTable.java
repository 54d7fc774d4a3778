package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.agent.ErasedText;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which rows of an agent still hold text, looked for outside of its commands: all others wait for
 * one of those.
 */
@Component
class TextTable {
  /** Rows of a batch at most. */
  static final int BATCH = 500;

  private static final String BEHIND =
      """
      AND (created_at, task_id) > (SELECT p.created_at, p.task_id FROM agent_tasks p
          WHERE p.task_id = :after)\
      """;

  private static final String TASKS =
      """
      SELECT task_id FROM agent_tasks WHERE agent_id = :agent %s
        AND (idempotency_key IS NOT NULL OR labels IS NOT NULL OR result IS NOT NULL
          OR error IS NOT NULL OR approval_reason IS NOT NULL OR payload::text <> 'null')
      ORDER BY created_at, task_id LIMIT :most\
      """;

  private final JdbcClient system;

  TextTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** Rows by their primary keys. */
  record Batch(ErasedText of, List<UUID> rows) {}

  /**
   * Some rows that hold text.
   *
   * @param after the last task that was emptied, so that those before it are not looked at again;
   *     null for none
   * @return null where none is left
   */
  @Nullable Batch next(UUID agentId, @Nullable UUID after) {
    for (var of : ErasedText.values()) {
      var rows = find(of, agentId, after);
      if (!rows.isEmpty()) {
        return new Batch(of, rows);
      }
    }
    return null;
  }

  private List<UUID> find(ErasedText of, UUID agentId, @Nullable UUID after) {
    return system
        .sql(sql(of, after))
        .param("agent", agentId)
        .param("most", BATCH)
        .param("after", after)
        .query(UUID.class)
        .list();
  }

  private static String sql(ErasedText of, @Nullable UUID after) {
    return switch (of) {
      case TASKS -> TASKS.formatted(after == null ? "" : BEHIND);
      case LABELS -> of("task_labels", "label_id", "true");
      case SCHEDULES -> of("agent_schedules", "schedule_id", "task::text <> 'null'");
      case FILES -> of("agent_files", "file_id", "name IS NOT NULL");
      case KEYS -> of("agent_keys", "key_id", "name IS NOT NULL");
      case CORRECTIONS -> of("agent_quota_usage", "usage_id", "reason IS NOT NULL");
      case RAISES -> of("limit_raises", "raise_id", "reason IS NOT NULL");
    };
  }

  private static String of(String table, String key, String holdsText) {
    return "SELECT %s FROM %s WHERE agent_id = :agent AND %s LIMIT :most"
        .formatted(key, table, holdsText);
  }
}

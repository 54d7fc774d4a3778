package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.Ids;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The erasures that are under way, how far each has come, and what they remove beside the rows. */
@Component
class ErasureTable {
  /** Of {@code r}: whether all keys of an agent are destroyed. */
  private static final String GONE =
      """
      EXISTS (SELECT FROM sealing_keys.destroyed d
        WHERE d.agent_id = r.agent_id AND d.through = 'infinity')\
      """;

  /**
   * Of runs {@code r}: nothing goes on while it is so. What a hold would keep can't be read any
   * more once the keys are gone: then none does.
   */
  private static final String HELD =
      """
      (EXISTS (SELECT FROM legal_holds h WHERE h.entity_id = r.entity_id) AND NOT %s)\
      """
          .formatted(GONE);

  /** What stands behind {@code SELECT FROM} while there is something to do. */
  static final String DUE = "erasure_runs r WHERE NOT " + HELD;

  /** The name in front of an agent's id, in the list of a budget's alert. */
  private static final String NAMED = "(spent most: |(?:USD|tokens), )[^`]*`%s`";

  private final JdbcClient command;
  private final JdbcClient system;

  ErasureTable(JdbcClient command, @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.command = command;
    this.system = system;
  }

  /**
   * One that is under way.
   *
   * @param step how many are done
   * @param after the last task that was emptied; null for none
   * @param by who asked for it
   */
  record Run(UUID erasureId, UUID agentId, int step, @Nullable UUID after, String by) {}

  /** Part of the command that begins it. */
  void begin(UUID erasureId, UUID agentId, UUID entityId) {
    command
        .sql("INSERT INTO erasure_runs (erasure_id, agent_id, entity_id) VALUES (?, ?, ?)")
        .params(erasureId, agentId, entityId)
        .update();
  }

  /** Part of the command that ends it. */
  void end(UUID erasureId) {
    command.sql("DELETE FROM erasure_runs WHERE erasure_id = ?").param(erasureId).update();
  }

  /** All that no hold stands in the way of, in the order in which they began. */
  List<Run> due() {
    return system
        .sql(
            """
            SELECT r.erasure_id, agent_id, r.step, r.text_after, e.requested_by
            FROM erasure_runs r JOIN erasures e USING (agent_id)
            WHERE NOT %s ORDER BY e.started_at, agent_id\
            """
                .formatted(HELD))
        .query(
            (row, n) ->
                new Run(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getInt(3),
                    row.getObject(4, UUID.class),
                    row.getString(5)))
        .list();
  }

  /** Whether no hold stands in the way of one now. */
  boolean mayGoOn(UUID erasureId) {
    return system
        .sql("SELECT EXISTS (SELECT FROM %s AND r.erasure_id = ?)".formatted(DUE))
        .param(erasureId)
        .query(Boolean.class)
        .single();
  }

  /** Whether all keys of an agent are destroyed. */
  boolean keysAreGone(UUID agentId) {
    return system
        .sql("SELECT %s FROM (SELECT CAST(? AS uuid) AS agent_id) r".formatted(GONE))
        .param(agentId)
        .query(Boolean.class)
        .single();
  }

  /** Tasks up to this one hold no text any more. */
  void passed(UUID erasureId, UUID taskId) {
    system
        .sql("UPDATE erasure_runs SET text_after = ? WHERE erasure_id = ?")
        .params(taskId, erasureId)
        .update();
  }

  /** So many steps are done. */
  void reached(UUID erasureId, int step) {
    system
        .sql("UPDATE erasure_runs SET step = ? WHERE erasure_id = ? AND step < ?")
        .params(step, erasureId, step)
        .update();
  }

  /**
   * What is kept beside the events to start from, and what was said of the agent: alerts stay, and
   * name it by its id alone, as each is told once. What is sent already is sent. Days that were
   * being erased go with all others.
   */
  void removeDerived(UUID agentId) {
    system
        .sql("DELETE FROM snapshot_event_entry WHERE aggregate_identifier IN (?, ?, ?)")
        .params(
            agentId.toString(), Ids.quotaOf(agentId).toString(), Ids.webhooksOf(agentId).toString())
        .update();
    system.sql("DELETE FROM audit_checkpoints WHERE agent_id = ?").param(agentId).update();
    system
        .sql("UPDATE webhook_deliveries SET error = NULL WHERE agent_id = ? AND error IS NOT NULL")
        .param(agentId)
        .update();
    system.sql("DELETE FROM retention_runs WHERE agent_id = ?").param(agentId).update();
    renameInAlerts(agentId);
  }

  /** A page's body bears ids alone already; Slack shows the message where there is no body. */
  private void renameInAlerts(UUID agentId) {
    system
        .sql(
            """
            UPDATE alerts SET message = kind || ' of agent `' || agent_id || '`, which is erased',
              body = CASE channel WHEN 'slack' THEN NULL ELSE body END
            WHERE agent_id = ?\
            """)
        .param(agentId)
        .update();
    system
        .sql(
            """
            UPDATE alerts SET message = regexp_replace(message, :named, :id, 'g'),
              body = regexp_replace(body, :named, :id, 'g')
            WHERE agent_id IS NULL AND strpos(message, :agent) > 0\
            """)
        .param("named", NAMED.formatted(agentId))
        .param("id", "\\1`%s`".formatted(agentId))
        .param("agent", agentId.toString())
        .update();
  }
}

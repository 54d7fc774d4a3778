package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The erasures that are under way, how far each has come, and what they remove of all agents. */
@Component
class ErasureTable {
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
   * @param by who asked for it
   */
  record Run(UUID erasureId, UUID agentId, int step, String by) {}

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

  /**
   * All that no hold stands in the way of, in the order in which they began. What a hold would keep
   * can't be read any more once the keys are gone: then none does.
   */
  List<Run> due() {
    return system
        .sql(
            """
            SELECT r.erasure_id, agent_id, r.step, e.requested_by
            FROM erasure_runs r JOIN erasures e USING (agent_id)
            WHERE NOT EXISTS (SELECT FROM legal_holds h WHERE h.entity_id = r.entity_id)
              OR EXISTS (SELECT FROM sealing_keys.destroyed d
                WHERE d.agent_id = r.agent_id AND d.through = 'infinity')
            ORDER BY e.started_at, agent_id\
            """)
        .query(
            (row, n) ->
                new Run(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getInt(3),
                    row.getString(4)))
        .list();
  }

  /** So many steps are done. */
  void reached(UUID erasureId, int step) {
    system
        .sql("UPDATE erasure_runs SET step = ? WHERE erasure_id = ? AND step < ?")
        .params(step, erasureId, step)
        .update();
  }

  /**
   * What is kept beside the events to start from, and messages that name the agent: of a budget,
   * too, where it is one of those who used most of it.
   */
  void removeDerived(UUID agentId) {
    system.sql("DELETE FROM snapshot_event_entry WHERE agent_id = ?").param(agentId).update();
    system.sql("DELETE FROM audit_checkpoints WHERE agent_id = ?").param(agentId).update();
    system
        .sql(
            "DELETE FROM alerts WHERE agent_id = ? OR strpos(message, ?) > 0 OR strpos(body, ?) >"
                + " 0")
        .params(agentId, agentId.toString(), agentId.toString())
        .update();
    system
        .sql("UPDATE webhook_deliveries SET error = NULL WHERE agent_id = ?")
        .param(agentId)
        .update();
  }
}

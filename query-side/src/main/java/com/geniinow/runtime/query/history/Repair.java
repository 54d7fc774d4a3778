package com.geniinow.runtime.query.history;

import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Puts the rows of one agent right, under the agent's own lock: its commands wait for the
 * milliseconds that takes, those of others don't, and what it did after the snapshot is replayed
 * first, so that no write is lost.
 */
final class Repair {
  private final Session snapshot;
  private final Session shadow;
  private final ShadowTables tables;
  private final Replay replay;

  Repair(Session snapshot, Session shadow, ShadowTables tables, Replay replay) {
    this.snapshot = snapshot;
    this.shadow = shadow;
    this.tables = tables;
    this.replay = replay;
  }

  /** Lets the role that repairs read what it repairs from, and quickly. */
  void prepare() {
    for (var table : tables.tables()) {
      tables.index(table);
      shadow.execute("GRANT SELECT ON " + table.shadow() + " TO genii_rebuild");
      shadow.execute("CREATE INDEX ON " + table.shadow() + " (agent_id)");
      shadow.execute("ANALYZE " + table.shadow());
    }
    shadow.execute("SET lock_timeout = '30s'");
  }

  /** Rows that were removed or written, by table; changed ledger entries stay as they are. */
  Map<String, Integer> repair(UUID agentId) {
    var last =
        snapshot
            .jdbc()
            .sql("SELECT coalesce(max(global_index), 0) FROM domain_event_entry WHERE agent_id = ?")
            .param(agentId)
            .query(Long.class)
            .single();
    shadow.begin();
    try {
      lock(agentId);
      replay.tail(shadow.jdbc(), agentId, last);
      shadow.execute("SET LOCAL ROLE genii_rebuild");
      var repaired = new TreeMap<String, Integer>();
      for (var table : tables.tables()) {
        var rows = replace(table, agentId);
        if (rows > 0) {
          repaired.put(table.name(), rows);
        }
      }
      shadow.commit();
      return repaired;
    } catch (RuntimeException e) {
      shadow.rollback();
      throw e;
    }
  }

  private void lock(UUID agentId) {
    var id = agentId.toString();
    shadow.jdbc().sql("SELECT set_config('genii.agent_id', ?, true)").param(id).query(row -> {});
    shadow
        .jdbc()
        .sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")
        .param(id)
        .query(row -> {});
    // Of its first event: the role that writes below may write for no other entity.
    shadow
        .jdbc()
        .sql(
            """
            SELECT set_config('genii.entity_id', (SELECT entity_id::text FROM domain_event_entry
              WHERE agent_id = ? ORDER BY global_index LIMIT 1), true)""")
        .param(agentId)
        .query(row -> {});
  }

  private int replace(LiveTable table, UUID agentId) {
    var removed = 0;
    if (!table.appendOnly()) {
      removed =
          shadow
              .jdbc()
              .sql(
                  """
                  DELETE FROM %1$s l WHERE l.agent_id = ? AND NOT EXISTS (
                    SELECT FROM %2$s s WHERE s.%3$s = l.%3$s AND s::text = l::text)"""
                      .formatted(table.qualified(), table.shadow(), table.key()))
              .param(agentId)
              .update();
    }
    int added =
        shadow
            .jdbc()
            .sql(
                """
                INSERT INTO %1$s SELECT s.* FROM %2$s s WHERE s.agent_id = ? AND NOT EXISTS (
                  SELECT FROM %1$s l WHERE l.%3$s = s.%3$s)"""
                    .formatted(table.qualified(), table.shadow(), table.key()))
            .param(agentId)
            .update();
    return Math.max(removed, added);
  }
}

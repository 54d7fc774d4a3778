package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.Ids;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where files lie, as background work sees it: of all agents, in committed state. */
@Component
class ObjectTable {
  private static final RowMapper<Row> ROW =
      (row, n) ->
          new Row(
              row.getString("object_name"),
              row.getObject("file_id", UUID.class),
              row.getObject("agent_id", UUID.class),
              row.getString("state"));
  private static final String SELECT =
      "SELECT object_name, file_id, agent_id, state FROM file_objects ";

  private final JdbcClient system;

  ObjectTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** An object of a file. */
  record Row(String objectName, UUID fileId, UUID agentId, String state) {}

  /** The object of a kept file of this agent. */
  Optional<String> objectOf(UUID agentId, UUID fileId) {
    return system
        .sql(SELECT + "WHERE file_id = ? AND agent_id = ? AND state = 'stored'")
        .param(fileId)
        .param(agentId)
        .query(ROW)
        .optional()
        .map(Row::objectName);
  }

  /** The objects of an agent, whatever state they are in. */
  List<Row> of(UUID agentId, int limit) {
    return system
        .sql(SELECT + "WHERE agent_id = ? ORDER BY object_name LIMIT ?")
        .param(agentId)
        .param(limit)
        .query(ROW)
        .list();
  }

  /** The row of an object. */
  Optional<Row> ofObject(String objectName) {
    return system.sql(SELECT + "WHERE object_name = ?").param(objectName).query(ROW).optional();
  }

  /** Uploads that are given up and objects that are to go, oldest first. */
  List<Row> due(int limit) {
    return system
        .sql(SELECT + "WHERE state <> 'stored' AND due <= clock_timestamp() ORDER BY due LIMIT ?")
        .param(limit)
        .query(ROW)
        .list();
  }

  /** The process of these uploads is alive. By the database's clock: processes' may differ. */
  void renew(Collection<UUID> fileIds) {
    system
        .sql(
            """
            UPDATE file_objects SET due = clock_timestamp() + make_interval(secs => ?)
            WHERE file_id = ANY (?) AND state = 'uploading'\
            """)
        .param(FileLimits.LEASE.toSeconds())
        .param(fileIds.toArray(UUID[]::new))
        .update();
  }

  /** The rows after an object, by its name. */
  List<Row> after(String objectName, int limit) {
    return system
        .sql(SELECT + "WHERE object_name > ? ORDER BY object_name LIMIT ?")
        .param(objectName)
        .param(limit)
        .query(ROW)
        .list();
  }

  /** The object is gone: so is its row. */
  void forget(String objectName) {
    system
        .sql("DELETE FROM file_objects WHERE object_name = ? AND state = 'deleting'")
        .param(objectName)
        .update();
  }

  /** The id of an event of an agent's Quota. */
  String quotaEvent(UUID agentId, long sequence) {
    return system
        .sql(
            """
            SELECT event_identifier FROM domain_event_entry
            WHERE aggregate_identifier = ? AND sequence_number = ?\
            """)
        .param(Ids.quotaOf(agentId).toString())
        .param(sequence)
        .query(String.class)
        .single();
  }
}

package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.Ids;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/** Where files lie, as background work sees it: of all agents, in committed state. */
@Component
class ObjectRows {
  private static final RowMapper<Row> ROW =
      (row, n) ->
          new Row(
              row.getString("object_name"),
              row.getObject("file_id", UUID.class),
              row.getObject("agent_id", UUID.class),
              row.getString("state"));
  private static final String SELECT =
      "SELECT object_name, file_id, agent_id, state FROM file_objects ";

  private final JdbcTemplate system;

  ObjectRows(@Qualifier(StoreConfiguration.SYSTEM) JdbcTemplate system) {
    this.system = system;
  }

  /** An object of a file. */
  record Row(String objectName, UUID fileId, UUID agentId, String state) {}

  /** The object of a kept file of this agent. */
  Optional<String> objectOf(UUID agentId, UUID fileId) {
    return system
        .query(
            SELECT + "WHERE file_id = ? AND agent_id = ? AND state = 'stored'",
            ROW,
            fileId,
            agentId)
        .stream()
        .findFirst()
        .map(Row::objectName);
  }

  /** The row of an object. */
  Optional<Row> ofObject(String objectName) {
    return system.query(SELECT + "WHERE object_name = ?", ROW, objectName).stream().findFirst();
  }

  /** Uploads that are given up and objects that are to go, oldest first. */
  List<Row> due(int limit) {
    return system.query(
        SELECT + "WHERE state <> 'stored' AND due <= clock_timestamp() ORDER BY due LIMIT ?",
        ROW,
        limit);
  }

  /** The process of these uploads is alive. By the database's clock: processes' may differ. */
  void renew(Collection<UUID> fileIds) {
    system.update(
        """
        UPDATE file_objects SET due = clock_timestamp() + make_interval(secs => ?)
        WHERE file_id = ANY (?) AND state = 'uploading'""",
        FileLimits.LEASE.toSeconds(),
        fileIds.toArray(UUID[]::new));
  }

  /** The rows after an object, by its name. */
  List<Row> after(String objectName, int limit) {
    return system.query(
        SELECT + "WHERE object_name > ? ORDER BY object_name LIMIT ?", ROW, objectName, limit);
  }

  /** The object is gone: so is its row. */
  void forget(String objectName) {
    system.update(
        "DELETE FROM file_objects WHERE object_name = ? AND state = 'deleting'", objectName);
  }

  /** The id of an event of an agent's Quota. */
  String quotaEvent(UUID agentId, long sequence) {
    var id =
        system.queryForObject(
            """
            SELECT event_identifier FROM domain_event_entry
            WHERE aggregate_identifier = ? AND sequence_number = ?""",
            String.class,
            Ids.quotaOf(agentId).toString(),
            sequence);
    if (id == null) {
      throw new IllegalStateException("a recorded refusal has an id");
    }
    return id;
  }
}

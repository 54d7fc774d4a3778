package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where files lie and how far each has come, as a command sees it: in its own transaction, under
 * the agent's lock, so that of two who end the same upload one comes first.
 */
@Component
class FileObjectTable {
  private final JdbcClient jdbc;

  FileObjectTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An upload begins; it is given up when its process does not renew it. */
  void begin(UUID fileId, String objectName) {
    jdbc.sql(
            """
            INSERT INTO file_objects (object_name, file_id, agent_id, entity_id, state, due)
            VALUES (?, ?, genii_agent(), genii_entity(), 'uploading',
              clock_timestamp() + make_interval(secs => ?))""")
        .param(objectName)
        .param(fileId)
        .param(FileLimits.LEASE.toSeconds())
        .update();
  }

  /** An upload ends well; false when it was given up before. */
  boolean keep(UUID fileId) {
    return jdbc.sql(
                "UPDATE file_objects SET state = 'stored'"
                    + " WHERE file_id = ? AND state = 'uploading'")
            .param(fileId)
            .update()
        == 1;
  }

  /** The object is to be removed; does nothing unless it is in the state named. */
  boolean condemn(UUID fileId, String from) {
    return jdbc.sql(
                """
                UPDATE file_objects SET state = 'deleting', due = clock_timestamp()
                WHERE file_id = ? AND state = ?""")
            .param(fileId)
            .param(from)
            .update()
        == 1;
  }

  /**
   * The same for an upload that nobody renewed in time; one statement, so that a renewal counts.
   */
  boolean condemnDead(UUID fileId) {
    return jdbc.sql(
                """
                UPDATE file_objects SET state = 'deleting', due = clock_timestamp()
                WHERE file_id = ? AND state = 'uploading' AND due <= clock_timestamp()""")
            .param(fileId)
            .update()
        == 1;
  }

  /** Whether its upload is on its way, as far as anybody knows. */
  boolean isUploading(UUID fileId) {
    return "uploading".equals(state(fileId));
  }

  /** Whether the file is kept. */
  boolean isKept(UUID fileId) {
    return "stored".equals(state(fileId));
  }

  private @Nullable String state(UUID fileId) {
    return jdbc.sql("SELECT state FROM file_objects WHERE file_id = ?")
        .param(fileId)
        .query(String.class)
        .optional()
        .orElse(null);
  }

  /** A kept file's size and object; empty when the agent has no such file. */
  Optional<Kept> find(UUID fileId) {
    return jdbc.sql(
            """
        SELECT f.size_bytes, o.object_name FROM agent_files f JOIN file_objects o USING (file_id)
        WHERE file_id = ? AND o.state = 'stored'""")
        .param(fileId)
        .query((row, n) -> new Kept(row.getLong(1), row.getString(2)))
        .optional();
  }

  record Kept(long sizeBytes, String objectName) {}

  /**
   * Checks that a task is the agent's own; null is.
   *
   * @throws RefusedException whether or not there is such a task
   */
  void mustOwnTask(@Nullable UUID taskId) {
    if (taskId != null
        && jdbc.sql("SELECT 1 FROM agent_tasks WHERE task_id = ?")
            .param(taskId)
            .query(Integer.class)
            .list()
            .isEmpty()) {
      throw new Refusal.NotOwner().exception();
    }
  }
}

package com.geniinow.runtime.query.view.file;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file as callers see it.
 *
 * @param name as its uploader called it; null while its agent is being erased
 * @param contentType what its first bytes look like
 * @param sha256 of the content, in hexadecimal digits
 */
public record FileView(
    UUID fileId,
    UUID agentId,
    @Nullable String name,
    String contentType,
    long sizeBytes,
    String sha256,
    @Nullable UUID taskId,
    Instant createdAt) {
  static final String SELECT =
      """
      SELECT file_id, agent_id, name, content_type, size_bytes, sha256, task_id, created_at
      FROM agent_files WHERE agent_id = ?""";

  static FileView of(ResultSet row, int n) throws SQLException {
    return new FileView(
        row.getObject("file_id", UUID.class),
        row.getObject("agent_id", UUID.class),
        row.getString("name"),
        row.getString("content_type"),
        row.getLong("size_bytes"),
        row.getString("sha256"),
        row.getObject("task_id", UUID.class),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}

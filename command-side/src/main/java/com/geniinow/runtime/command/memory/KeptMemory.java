package com.geniinow.runtime.command.memory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A memory that is there, as a command sees it.
 *
 * @param textSha256 as events have it
 * @param metadata a JSON object
 * @param bytes what it takes of the agent's room
 */
record KeptMemory(
    UUID memoryId,
    String textSha256,
    String metadata,
    Instant createdAt,
    @Nullable Instant expiresAt,
    long textBytes,
    long bytes) {
  static final String COLUMNS =
      """
      m.memory_id, m.text_sha256, m.metadata, m.created_at, m.expires_at,
      octet_length(m.text) AS text_bytes,
      octet_length(m.text) + octet_length(m.metadata::text) AS bytes\
      """;

  static KeptMemory of(ResultSet row, int n) throws SQLException {
    var expiresAt = row.getObject("expires_at", OffsetDateTime.class);
    return new KeptMemory(
        row.getObject("memory_id", UUID.class),
        HexFormat.of().formatHex(row.getBytes("text_sha256")),
        row.getString("metadata"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        expiresAt == null ? null : expiresAt.toInstant(),
        row.getLong("text_bytes"),
        row.getLong("bytes"));
  }
}

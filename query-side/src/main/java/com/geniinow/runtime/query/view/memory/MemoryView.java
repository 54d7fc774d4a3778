package com.geniinow.runtime.query.view.memory;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A memory as callers see it.
 *
 * @param key of which it is or was the current memory; null where it has none
 * @param metadata as it was given, and changed since
 * @param model by whose vector it is found; null where it has none
 * @param expiresAt from when on it is gone; null for never
 * @param validFrom from when on it is found
 * @param validTo from when on another one has its key; null while it is current
 * @param supersededBy the one that has its key then
 * @param lastUsedAt when one of the agent's own searches last found it; up to 60 s late
 * @param uses how many of them found it; up to 60 s late
 */
public record MemoryView(
    UUID memoryId,
    @Nullable String key,
    String text,
    @JsonRawValue String metadata,
    @Nullable UUID taskId,
    @Nullable String model,
    Instant createdAt,
    @Nullable Instant expiresAt,
    Instant validFrom,
    @Nullable Instant validTo,
    @Nullable UUID supersededBy,
    @Nullable Instant lastUsedAt,
    long uses) {
  /** Whether a memory is still kept; needs the time now. */
  public static final String KEPT = "(m.expires_at IS NULL OR m.expires_at > ?)";

  /** Of memories {@code m}; while everything is embedded anew, the model that is searched in. */
  static final String SELECT =
      """
      SELECT m.memory_id, m.key, m.text, m.metadata, m.task_id, m.created_at, m.expires_at,
        m.valid_to, m.superseded_by, u.last_used_at, coalesce(u.uses, 0) AS uses,
        (SELECT v.model FROM agent_memory_vectors v
          LEFT JOIN agent_memory_models s ON s.agent_id = v.agent_id AND s.model = v.model
          WHERE v.memory_id = m.memory_id
          ORDER BY s.model IS NULL, v.model LIMIT 1) AS model
      FROM agent_memories m LEFT JOIN agent_memory_uses u ON u.memory_id = m.memory_id
      """;

  static MemoryView of(ResultSet row, int n) throws SQLException {
    var createdAt = row.getObject("created_at", OffsetDateTime.class).toInstant();
    return new MemoryView(
        row.getObject("memory_id", UUID.class),
        row.getString("key"),
        row.getString("text"),
        row.getString("metadata"),
        row.getObject("task_id", UUID.class),
        row.getString("model"),
        createdAt,
        instant(row, "expires_at"),
        createdAt,
        instant(row, "valid_to"),
        row.getObject("superseded_by", UUID.class),
        instant(row, "last_used_at"),
        row.getLong("uses"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}

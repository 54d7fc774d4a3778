package com.geniinow.runtime.query.view.key;

import com.geniinow.runtime.platform.security.KeyScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as the routes show it, without its secret.
 *
 * @param prefix the first characters of its newest secret; null of one from before they were kept
 * @param lastUsedAt to the minute; null for never
 */
public record AgentKeyView(
    UUID keyId,
    @Nullable String name,
    @Nullable String prefix,
    List<KeyScope> scopes,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt) {
  static final String SELECT =
      """
      SELECT k.key_id, k.name, k.prefix, k.scopes, k.created_at, k.expires_at, u.last_used_at
      FROM agent_keys k LEFT JOIN agent_key_uses u ON u.key_id = k.key_id
      WHERE k.agent_id = ? AND k.revoked_at IS NULL\
      """;

  static AgentKeyView of(ResultSet row, int n) throws SQLException {
    return new AgentKeyView(
        row.getObject("key_id", UUID.class),
        row.getString("name"),
        row.getString("prefix"),
        KeyScope.of(row.getString("scopes")).stream().sorted().toList(),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "expires_at"),
        instant(row, "last_used_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}

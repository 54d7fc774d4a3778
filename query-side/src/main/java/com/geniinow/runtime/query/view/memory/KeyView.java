package com.geniinow.runtime.query.view.memory;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A key with its value.
 *
 * @param value any JSON value
 * @param version 1 for the first value, one more for each that replaced it
 * @param expiresAt when it is gone; null for never
 */
public record KeyView(
    String key,
    @Schema(implementation = Object.class) @JsonRawValue String value,
    long version,
    @Nullable Instant expiresAt,
    Instant updatedAt) {
  static KeyView of(ResultSet row, int n) throws SQLException {
    return new KeyView(
        row.getString("key"),
        row.getString("value"),
        row.getLong("version"),
        instant(row, "expires_at"),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }

  /** As it stands in a list. */
  record Listed(String key, long version, @Nullable Instant expiresAt, Instant updatedAt) {
    static Listed of(ResultSet row, int n) throws SQLException {
      return new Listed(
          row.getString("key"),
          row.getLong("version"),
          instant(row, "expires_at"),
          row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}

package com.geniinow.runtime.query.view.brake;

import com.geniinow.runtime.events.brake.BrakeScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A brake: what is stopped or was, by whom and why. */
public record BrakeView(
    UUID brakeId,
    BrakeScope scope,
    @Nullable String id,
    String reason,
    String brakedBy,
    Instant since,
    @Nullable Instant releasedAt,
    @Nullable String releasedBy,
    @Nullable String releaseReason) {
  static BrakeView of(ResultSet row, int n) throws SQLException {
    var released = row.getObject("released_at", OffsetDateTime.class);
    return new BrakeView(
        row.getObject("brake_id", UUID.class),
        BrakeScope.of(row.getString("scope")),
        row.getString("id"),
        row.getString("reason"),
        row.getString("braked_by"),
        row.getObject("since", OffsetDateTime.class).toInstant(),
        released == null ? null : released.toInstant(),
        row.getString("released_by"),
        row.getString("release_reason"));
  }
}

package com.geniinow.runtime.query.history;

import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A verification or rebuild: how far it is, how it ended.
 *
 * @param entityId of whose agents and budget alone; null for the whole store
 * @param phase {@code replaying}, {@code comparing} or {@code repairing}, and then which table
 * @param events replayed so far
 * @param eventsTotal to be replayed; null while they are counted
 */
public record AuditRun(
    UUID runId,
    @Schema(allowableValues = {"verify", "rebuild"}) String kind,
    @Nullable UUID entityId,
    String requestedBy,
    Instant startedAt,
    String phase,
    long events,
    @Nullable Long eventsTotal,
    boolean cancelRequested,
    @Nullable Instant finishedAt,
    @Schema(allowableValues = {"identical", "differing", "cancelled", "failed"})
        @Nullable String outcome) {

  static AuditRun of(ResultSet row, int n) throws SQLException {
    var finished = row.getObject("finished_at", OffsetDateTime.class);
    return new AuditRun(
        row.getObject("run_id", UUID.class),
        row.getString("kind"),
        row.getObject("entity_id", UUID.class),
        row.getString("requested_by"),
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        row.getString("phase"),
        row.getLong("events"),
        row.getObject("events_total", Long.class),
        row.getBoolean("cancel_requested"),
        finished == null ? null : finished.toInstant(),
        row.getString("outcome"));
  }
}

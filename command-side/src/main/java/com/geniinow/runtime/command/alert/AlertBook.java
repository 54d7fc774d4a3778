package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The alerts that are to be sent, and those that were. */
@Component
public class AlertBook {
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final JdbcTemplate system;

  AlertBook(@Qualifier(StoreConfiguration.SYSTEM) JdbcTemplate system) {
    this.system = system;
  }

  /** Notes an alert unless one of the same id was noted before. */
  public void raise(Alert alert) {
    system.update(
        """
        INSERT INTO alerts (alert_id, agent_id, entity_id, kind, message, occurred_at, next_try_at)
        SELECT ?, agent_id, entity_id, ?, ?, ?, ? FROM agents WHERE agent_id = ?
        ON CONFLICT (alert_id) DO NOTHING""",
        alert.alertId(),
        alert.kind(),
        alert.message(),
        alert.occurredAt().atOffset(ZoneOffset.UTC),
        alert.occurredAt().atOffset(ZoneOffset.UTC),
        alert.agentId());
  }

  /** Unsent alerts that are due, oldest first. */
  List<Unsent> due(Instant now, int limit) {
    return system.query(
        """
        SELECT alert_id, message, tries FROM alerts
        WHERE sent_at IS NULL AND next_try_at <= ? ORDER BY occurred_at LIMIT ?""",
        (row, n) -> new Unsent(row.getObject(1, UUID.class), row.getString(2), row.getInt(3)),
        now.atOffset(ZoneOffset.UTC),
        limit);
  }

  void sent(UUID alertId, Instant now) {
    system.update(
        "UPDATE alerts SET sent_at = ?, last_error = NULL WHERE alert_id = ?",
        now.atOffset(ZoneOffset.UTC),
        alertId);
  }

  /** Plans the next try: 1, 2, 4 … s later, 5 minutes at most, or as long as Slack asks. */
  void failed(Unsent alert, String error, Duration atLeast, Instant now) {
    var pause = Duration.ofSeconds(1L << Math.min(alert.tries(), 10));
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      pause = LONGEST_PAUSE;
    }
    system.update(
        """
        UPDATE alerts SET tries = tries + 1, last_error = ?, next_try_at = ?
        WHERE alert_id = ?""",
        error,
        now.plus(pause.compareTo(atLeast) < 0 ? atLeast : pause).atOffset(ZoneOffset.UTC),
        alert.alertId());
  }

  record Unsent(UUID alertId, String message, int tries) {}
}

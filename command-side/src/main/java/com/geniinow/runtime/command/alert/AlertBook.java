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
        WHERE sent_at IS NULL AND next_try_at <= ? AND (SELECT until <= ? FROM alert_pause)
        ORDER BY occurred_at LIMIT ?""",
        (row, n) -> new Unsent(row.getObject(1, UUID.class), row.getString(2), row.getInt(3)),
        now.atOffset(ZoneOffset.UTC),
        now.atOffset(ZoneOffset.UTC),
        limit);
  }

  /** Takes an alert for this long, so that two processes don't send it at once. */
  boolean take(UUID alertId, Duration time, Instant now) {
    return system.update(
            """
            UPDATE alerts SET next_try_at = ?
            WHERE alert_id = ? AND sent_at IS NULL AND next_try_at <= ?""",
            now.plus(time).atOffset(ZoneOffset.UTC),
            alertId,
            now.atOffset(ZoneOffset.UTC))
        == 1;
  }

  void sent(UUID alertId, Instant now) {
    system.update(
        "UPDATE alerts SET sent_at = ?, last_error = NULL WHERE alert_id = ?",
        now.atOffset(ZoneOffset.UTC),
        alertId);
  }

  /** Plans the next try: 1, 2, 4 … s later, 5 minutes at most, or as long as Slack asks. */
  void failed(Unsent alert, String error, Duration atLeast, Instant now) {
    var pause = pause(alert);
    system.update(
        """
        UPDATE alerts SET tries = tries + 1, last_error = ?, next_try_at = ?
        WHERE alert_id = ?""",
        error,
        now.plus(pause.compareTo(atLeast) < 0 ? atLeast : pause).atOffset(ZoneOffset.UTC),
        alert.alertId());
  }

  /**
   * Plans no alert's next try before this one's, also of those to come: it is not this alert that
   * can't be delivered.
   *
   * @param atLeast as long as Slack asks
   */
  void failedAll(Unsent alert, String error, Duration atLeast, Instant now) {
    failed(alert, error, atLeast, now);
    system.update(
        "UPDATE alert_pause SET until = (SELECT next_try_at FROM alerts WHERE alert_id = ?)",
        alert.alertId());
  }

  private static Duration pause(Unsent alert) {
    var pause = Duration.ofSeconds(1L << Math.min(alert.tries(), 10));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  record Unsent(UUID alertId, String message, int tries) {}
}

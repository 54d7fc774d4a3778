package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The alerts that are to be sent, and those that were. */
@Component
public class AlertTable {
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final JdbcClient system;

  AlertTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** Notes an alert unless one of the same id was noted before; whether it was not. */
  public boolean raise(Alert alert) {
    return system
            .sql(
                """
                INSERT INTO alerts
                  (alert_id, agent_id, entity_id, kind, channel, message, body, occurred_at, next_try_at)
                SELECT ?, a.agent_id, a.entity_id, ?, ?, ?, ?, ?, ?
                FROM (SELECT ?::uuid AS agent_id) about LEFT JOIN agents a ON a.agent_id = about.agent_id
                WHERE about.agent_id IS NULL OR a.agent_id IS NOT NULL
                ON CONFLICT (alert_id) DO NOTHING\
                """)
            .param(alert.alertId())
            .param(alert.kind())
            .param(alert.via().wire())
            .param(alert.message())
            .param(alert.body())
            .param(alert.occurredAt().atOffset(ZoneOffset.UTC))
            .param(alert.occurredAt().atOffset(ZoneOffset.UTC))
            .param(alert.agentId())
            .update()
        == 1;
  }

  /** Those of these alerts that were noted before. */
  List<UUID> told(Collection<UUID> alertIds) {
    return alertIds.isEmpty()
        ? List.of()
        : system
            .sql("SELECT alert_id FROM alerts WHERE alert_id = ANY (?::uuid[])")
            .param(alertIds.toArray(UUID[]::new))
            .query(UUID.class)
            .list();
  }

  /** Whether people heard already that the agent passed a limit in its quota's present month. */
  boolean toldOfOverage(UUID agentId) {
    return system
        .sql(
            """
            SELECT EXISTS (
              SELECT FROM alerts o JOIN agent_quotas q ON q.agent_id = o.agent_id
              WHERE o.agent_id = ? AND o.kind = 'overage'
                AND to_char(o.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM') = q.period)\
            """)
        .param(agentId)
        .query(Boolean.class)
        .single();
  }

  /** Unsent alerts that are due, oldest first. */
  List<Unsent> due(Via via, Instant now, int limit) {
    return system
        .sql(
            """
            SELECT alert_id, message, body, tries FROM alerts
            WHERE sent_at IS NULL AND next_try_at <= ? AND channel = ?
              AND (SELECT paused_until <= ? FROM alert_channels WHERE channel = ?)
            ORDER BY occurred_at LIMIT ?\
            """)
        .param(now.atOffset(ZoneOffset.UTC))
        .param(via.wire())
        .param(now.atOffset(ZoneOffset.UTC))
        .param(via.wire())
        .param(limit)
        .query(
            (row, n) ->
                new Unsent(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4)))
        .list();
  }

  /** Takes an alert for this long, so that two processes don't send it at once. */
  boolean take(UUID alertId, Duration time, Instant now) {
    return system
            .sql(
                """
                UPDATE alerts SET next_try_at = ?
                WHERE alert_id = ? AND sent_at IS NULL AND next_try_at <= ?\
                """)
            .param(now.plus(time).atOffset(ZoneOffset.UTC))
            .param(alertId)
            .param(now.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  void sent(UUID alertId, Instant now) {
    system
        .sql("UPDATE alerts SET sent_at = ?, last_error = NULL WHERE alert_id = ?")
        .param(now.atOffset(ZoneOffset.UTC))
        .param(alertId)
        .update();
  }

  /** Plans the next try: 1, 2, 4 … s later, 5 minutes at most, or as long as was asked for. */
  void failed(Unsent alert, String error, Duration atLeast, Instant now) {
    var pause = pause(alert);
    system
        .sql(
            """
            UPDATE alerts SET tries = tries + 1, last_error = ?, next_try_at = ?
            WHERE alert_id = ?\
            """)
        .param(error)
        .param(now.plus(pause.compareTo(atLeast) < 0 ? atLeast : pause).atOffset(ZoneOffset.UTC))
        .param(alert.alertId())
        .update();
  }

  /**
   * Plans no alert's next try on this channel before this one's, also of those to come: it is not
   * this alert that can't be delivered.
   *
   * @param atLeast as long as was asked for
   */
  void failedAll(Via via, Unsent alert, String error, Duration atLeast, Instant now) {
    failed(alert, error, atLeast, now);
    system
        .sql(
            """
            UPDATE alert_channels
            SET paused_until = (SELECT next_try_at FROM alerts WHERE alert_id = ?) WHERE channel = ?\
            """)
        .param(alert.alertId())
        .param(via.wire())
        .update();
  }

  private static Duration pause(Unsent alert) {
    var pause = Duration.ofSeconds(1L << Math.min(alert.tries(), 10));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  record Unsent(UUID alertId, String message, @Nullable String body, int tries) {}
}

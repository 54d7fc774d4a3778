package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.line.Conflicts;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookReplayed;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Moves the lanes of a webhook back to where a moment was. That place is found by halving, as no
 * index has the times of events: an agent's are in their order, but for what clocks differ. Written
 * by the processor alone, in its own transactions.
 */
@Component
class WebhookRewindTable {
  /** Agents whose begin one statement finds. */
  private static final int PAGE = 50;

  /** What the clocks of processes may differ by. */
  private static final Duration SKEW = Duration.ofMinutes(2);

  /** A processor that works longer at one event may be taken for dead by another process. */
  private static final Duration LONGEST = Duration.ofSeconds(8);

  private static final String TIMED_OUT = "57014";

  private final JdbcClient system;

  WebhookRewindTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /**
   * Moves them back, agent by agent.
   *
   * @throws IllegalStateException where that takes too long, for the database or for the processor
   */
  void rewind(WebhookReplayed e, Instant now) {
    long began = System.nanoTime();
    try {
      var agents = heard(e.webhookId());
      for (int n = 0; n < agents.size(); n += PAGE) {
        if (System.nanoTime() - began > LONGEST.toNanos()) {
          throw tooLong(e);
        }
        rewind(e, agents.subList(n, Math.min(n + PAGE, agents.size())), now);
      }
    } catch (DataAccessException failure) {
      var sql = Conflicts.find(failure, SQLException.class);
      if (sql == null || !TIMED_OUT.equals(sql.getSQLState())) {
        throw failure;
      }
      var tooLong = tooLong(e);
      tooLong.addSuppressed(failure); // as a cause it would be an outage, and tried for ever
      throw tooLong;
    }
  }

  private static IllegalStateException tooLong(WebhookReplayed e) {
    return new IllegalStateException("a replay takes too long: " + e.webhookId());
  }

  private List<UUID> heard(UUID webhookId) {
    return system
        .sql(
            """
            SELECT a.agent_id FROM webhook_taps t JOIN agents a
              ON a.agent_id = t.agent_id OR a.entity_id = t.of_entity
            WHERE t.webhook_id = ? ORDER BY a.agent_id""")
        .param(webhookId)
        .query(UUID.class)
        .list();
  }

  private void rewind(WebhookReplayed e, List<UUID> agents, Instant now) {
    var rewound =
        system
            .sql(
                """
                WITH RECURSIVE asked AS MATERIALIZED (
                  SELECT a.agent_id, a.entity_id, x.lane_id, newest.place AS newest,
                    CASE WHEN newest.early THEN newest.place + 1 ELSE oldest.place END AS low,
                    newest.place + 1 AS high
                  FROM unnest(?::uuid[], ?::uuid[]) AS x (agent_id, lane_id)
                    JOIN agents a ON a.agent_id = x.agent_id
                    CROSS JOIN LATERAL (
                      SELECT d.global_index AS place FROM domain_event_entry d
                      WHERE d.agent_id = x.agent_id ORDER BY d.global_index LIMIT 1) oldest
                    CROSS JOIN LATERAL (
                      SELECT d.global_index AS place, d.time_stamp::timestamptz < ? AS early
                      FROM domain_event_entry d
                      WHERE d.agent_id = x.agent_id ORDER BY d.global_index DESC LIMIT 1) newest),
                halves AS (
                  SELECT agent_id, low, high FROM asked
                  UNION ALL
                  SELECT h.agent_id,
                    CASE WHEN half.early THEN half.place + 1 ELSE h.low END,
                    CASE WHEN half.early THEN h.high ELSE (h.low + h.high) / 2 END
                  FROM halves h CROSS JOIN LATERAL (
                    SELECT d.global_index AS place, d.time_stamp::timestamptz < ? AS early
                    FROM domain_event_entry d
                    WHERE d.agent_id = h.agent_id AND d.global_index >= (h.low + h.high) / 2
                    ORDER BY d.global_index LIMIT 1) half
                  WHERE h.low < h.high),
                found AS (
                  SELECT a.lane_id, a.agent_id, a.entity_id, a.newest,
                    (SELECT d.global_index FROM domain_event_entry d
                     WHERE d.agent_id = a.agent_id AND d.global_index >= h.low
                       AND d.time_stamp::timestamptz >= ?
                     ORDER BY d.global_index LIMIT 1) AS place
                  FROM asked a JOIN halves h ON h.agent_id = a.agent_id AND h.low = h.high)
                INSERT INTO webhook_lanes AS l
                  (lane_id, webhook_id, agent_id, entity_id, position, wanted, next_at)
                SELECT lane_id, ?::uuid, agent_id, entity_id, place - 1, newest, ?::timestamptz
                FROM found WHERE place IS NOT NULL
                ON CONFLICT (lane_id) DO UPDATE
                SET rewind_to = least(l.rewind_to, l.position, excluded.position),
                  wanted = greatest(l.wanted, excluded.wanted), next_at = excluded.next_at
                RETURNING l.lane_id""")
            .param(agents.toArray(UUID[]::new))
            .param(
                agents.stream()
                    .map(agent -> WebhookTapTable.lane(e.webhookId(), agent))
                    .toArray(UUID[]::new))
            .param(e.from().minus(SKEW).atOffset(ZoneOffset.UTC))
            .param(e.from().minus(SKEW).atOffset(ZoneOffset.UTC))
            .param(e.from().atOffset(ZoneOffset.UTC))
            .param(e.webhookId())
            .param(now.atOffset(ZoneOffset.UTC))
            .query(UUID.class)
            .list();
    // What was to be tried again has its turn anew, when the lane comes to it.
    system
        .sql("DELETE FROM webhook_deliveries WHERE lane_id = ANY (?) AND status = 'retrying'")
        .param(rewound.toArray(UUID[]::new))
        .update();
  }
}

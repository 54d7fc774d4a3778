package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How far each webhook is with each agent, and which process is at it. A lease is by the database's
 * clock, when to try again by the process's.
 */
@Component
class WebhookLaneTable {
  /** Longer than a call can take; renewed with each. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  private final JdbcClient system;
  private final Supplier<UUID> ids;

  WebhookLaneTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system, Supplier<UUID> ids) {
    this.system = system;
    this.ids = ids;
  }

  /**
   * Takes lanes that have something to do now, a few of each webhook.
   *
   * @param busy how many of a webhook this process has already, where it has any
   * @param perWebhook lanes of one webhook at most, with those
   */
  List<Lane> take(Instant now, Map<UUID, Integer> busy, int perWebhook, int most) {
    var webhooks = busy.keySet().toArray(UUID[]::new);
    var taken = busy.values().toArray(Integer[]::new);
    return system
        .sql(
            """
            WITH due AS (
              SELECT l.lane_id, l.next_at,
                row_number() OVER (PARTITION BY l.webhook_id ORDER BY l.next_at, l.lane_id)
                  + coalesce(b.taken, 0) AS turn
              FROM webhook_lanes l
                LEFT JOIN unnest(?::uuid[], ?::integer[]) AS b (webhook_id, taken)
                  ON b.webhook_id = l.webhook_id
              WHERE l.next_at <= ?
                AND (l.leased_until IS NULL OR l.leased_until <= clock_timestamp())),
            chosen AS (
              SELECT l.lane_id FROM webhook_lanes l JOIN due ON due.lane_id = l.lane_id
              WHERE due.turn <= ? AND l.next_at <= ?
                AND (l.leased_until IS NULL OR l.leased_until <= clock_timestamp())
              ORDER BY due.next_at LIMIT ? FOR UPDATE OF l SKIP LOCKED)
            UPDATE webhook_lanes l
            SET lease = ?, leased_until = clock_timestamp() + make_interval(secs => ?),
              position = coalesce(l.rewind_to, l.position), rewind_to = NULL,
              tries = CASE WHEN l.rewind_to IS NULL THEN l.tries ELSE 0 END,
              failing_since = CASE WHEN l.rewind_to IS NULL THEN l.failing_since END
            FROM chosen LEFT JOIN webhook_lanes o ON o.lane_id = chosen.lane_id
              LEFT JOIN webhooks w ON w.webhook_id = o.webhook_id
            WHERE l.lane_id = chosen.lane_id
            RETURNING l.lane_id, l.lease, l.webhook_id, l.agent_id, l.entity_id,
              CASE WHEN w.webhook_id IS NOT NULL THEN coalesce(l.callback_url, w.url) END AS url,
              w.types, l.task_id, l.position, l.wanted, l.tries, l.failing_since""")
        .param(webhooks)
        .param(taken)
        .param(at(now))
        .param(perWebhook)
        .param(at(now))
        .param(most)
        .param(ids.get())
        .param(LEASE.toSeconds())
        .query(WebhookLaneTable::lane)
        .list();
  }

  /**
   * Notes that everything up to a position was told, and keeps the lane for longer.
   *
   * @return where it is now, which is further back where it was to be told again; empty where it is
   *     somebody else's by now, or nobody's
   */
  Optional<Lane> told(Lane lane, long position) {
    return system
        .sql(
            """
            UPDATE webhook_lanes
            SET position = coalesce(rewind_to, ?), rewind_to = NULL, tries = 0,
              failing_since = NULL, leased_until = clock_timestamp() + make_interval(secs => ?)
            WHERE lane_id = ? AND lease = ? RETURNING position, wanted""")
        .param(position)
        .param(LEASE.toSeconds())
        .param(lane.laneId())
        .param(lane.lease())
        .query((row, n) -> lane.at(row.getLong(1), row.getLong(2)))
        .optional();
  }

  /** Gives a lane back that may go on at once where there is more to tell, and else rests. */
  void giveBack(Lane lane, Instant now) {
    system
        .sql(
            """
            UPDATE webhook_lanes
            SET lease = NULL, leased_until = NULL,
              tries = CASE WHEN wanted > position THEN tries ELSE 0 END,
              failing_since = CASE WHEN wanted > position THEN failing_since END,
              next_at = CASE WHEN wanted > position OR rewind_to IS NOT NULL THEN ? END
            WHERE lane_id = ? AND lease = ?""")
        .param(at(now))
        .param(lane.laneId())
        .param(lane.lease())
        .update();
  }

  /**
   * Gives a lane back as it is, whatever there is left to do with it.
   *
   * @param nextAt when it is taken again
   */
  void rest(Lane lane, Instant nextAt) {
    system
        .sql(
            """
            UPDATE webhook_lanes SET lease = NULL, leased_until = NULL, next_at = ?
            WHERE lane_id = ? AND lease = ?""")
        .param(at(nextAt))
        .param(lane.laneId())
        .param(lane.lease())
        .update();
  }

  /**
   * Gives a lane back whose next event was tried in vain.
   *
   * @return whether the same event is tried again then; not where the lane is somebody else's by
   *     now, or begins further back
   */
  boolean failed(Lane lane, Instant now, Instant nextAt) {
    return system
        .sql(
            """
            UPDATE webhook_lanes
            SET lease = NULL, leased_until = NULL, tries = tries + 1,
              failing_since = coalesce(failing_since, ?),
              next_at = CASE WHEN rewind_to IS NULL THEN ?::timestamptz ELSE ?::timestamptz END
            WHERE lane_id = ? AND lease = ? RETURNING rewind_to IS NULL""")
        .param(at(now))
        .param(at(nextAt))
        .param(at(now))
        .param(lane.laneId())
        .param(lane.lease())
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /**
   * The receiver answers again: the other lanes that wait for it need not. Who changes one of them
   * now is not waited for. Not in a transaction that has changed a lane: its own locks would be
   * waited for by others meanwhile.
   */
  void receiverIsBack(UUID webhookId, Instant now) {
    system
        .sql(
            """
            WITH waiting AS (
              SELECT lane_id FROM webhook_lanes
              WHERE webhook_id = ? AND tries > 0 AND next_at > ? AND lease IS NULL
              FOR UPDATE SKIP LOCKED)
            UPDATE webhook_lanes l SET next_at = ?
            FROM waiting WHERE l.lane_id = waiting.lane_id""")
        .param(webhookId)
        .param(at(now))
        .param(at(now))
        .update();
  }

  /** Ends a lane that has told all it ever will. */
  void end(Lane lane) {
    system
        .sql("DELETE FROM webhook_lanes WHERE lane_id = ? AND lease = ?")
        .param(lane.laneId())
        .param(lane.lease())
        .update();
  }

  private static Lane lane(ResultSet row, int n) throws SQLException {
    var failing = row.getObject("failing_since", OffsetDateTime.class);
    var types = row.getString("types");
    return new Lane(
        row.getObject("lane_id", UUID.class),
        row.getObject("lease", UUID.class),
        row.getObject("webhook_id", UUID.class),
        row.getObject("agent_id", UUID.class),
        row.getObject("entity_id", UUID.class),
        row.getString("url"),
        types == null ? Set.of() : Set.of(types.split(" ")),
        row.getObject("task_id", UUID.class),
        row.getLong("position"),
        row.getLong("wanted"),
        row.getInt("tries"),
        failing == null ? null : failing.toInstant());
  }

  private static OffsetDateTime at(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }
}

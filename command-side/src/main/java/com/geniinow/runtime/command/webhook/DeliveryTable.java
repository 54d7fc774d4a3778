package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.command.stream.PushedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What became of each event that a webhook was called with: for people to look at. */
@Component
class DeliveryTable {
  private final JdbcClient system;

  DeliveryTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** How an event stands. */
  enum Status {
    RETRYING,
    DELIVERED,
    PARKED;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Notes a try. */
  void note(
      Lane lane,
      PushedEvent event,
      Status status,
      Receiver.Answer answer,
      Instant now,
      @Nullable Instant nextTryAt) {
    system
        .sql(
            """
            INSERT INTO webhook_deliveries AS d
              (lane_id, event_id, webhook_id, agent_id, entity_id, task_id, type, status, tries,
               response_code, error, happened_at, first_try_at, last_try_at, next_try_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (lane_id, event_id) DO UPDATE
            SET status = excluded.status, tries = excluded.tries,
              response_code = excluded.response_code, error = excluded.error,
              first_try_at = CASE WHEN d.status = 'retrying' THEN d.first_try_at
                ELSE excluded.first_try_at END,
              last_try_at = excluded.last_try_at, next_try_at = excluded.next_try_at""")
        .param(lane.laneId())
        .param(event.eventId())
        .param(lane.webhookId())
        .param(event.agentId())
        .param(lane.entityId())
        .param(event.taskId())
        .param(event.type().wire())
        .param(status.wire())
        .param(lane.tries() + 1)
        .param(answer.status())
        .param(answer.error())
        .param(at(event.at()))
        .param(at(now))
        .param(at(now))
        .param(nextTryAt == null ? null : at(nextTryAt))
        .update();
  }

  /**
   * Forgets an event that was to be tried again and is not any more.
   *
   * @return whether there is such an event
   */
  boolean drop(Lane lane, PushedEvent event) {
    return system
            .sql(
                """
                DELETE FROM webhook_deliveries
                WHERE lane_id = ? AND event_id = ? AND status = 'retrying'""")
            .param(lane.laneId())
            .param(event.eventId())
            .update()
        > 0;
  }

  /** Forgets what was last tried longer ago than that; up to so many. How many there were. */
  int forget(Instant now, Duration keep, int most) {
    return system
        .sql(
            """
            DELETE FROM webhook_deliveries WHERE (lane_id, event_id) IN (
              SELECT lane_id, event_id FROM webhook_deliveries
              WHERE last_try_at < ? LIMIT ?)""")
        .param(at(now.minus(keep)))
        .param(most)
        .update();
  }

  private static OffsetDateTime at(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }
}

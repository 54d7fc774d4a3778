package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookCreated;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which webhooks hear of which agent, as of the event that is read: one is told of nothing that
 * happened before it was made. Written by the processor alone, in its own transactions.
 */
@Component
class WebhookTapTable {
  private final JdbcClient system;

  WebhookTapTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** A webhook that hears of an event's agent. */
  record Tap(UUID webhookId, UUID entityId) {}

  /** Whether there are any. */
  boolean any() {
    return system.sql("SELECT EXISTS (SELECT FROM webhook_taps)").query(Boolean.class).single();
  }

  /** From here on it hears. */
  void add(WebhookCreated e) {
    system
        .sql(
            """
            INSERT INTO webhook_taps (webhook_id, agent_id, entity_id, of_entity)
            SELECT ?, ?, coalesce((SELECT entity_id FROM agents WHERE agent_id = ?), ?), ?
            ON CONFLICT (webhook_id) DO NOTHING""")
        .param(e.webhookId())
        .param(e.agentId())
        .param(e.agentId())
        .param(Ids.PLATFORM)
        .param(e.ofEntity())
        .update();
  }

  /** It hears no more, and what it was to be told is dropped. */
  void remove(UUID webhookId) {
    for (var sql :
        List.of(
            "DELETE FROM webhook_taps WHERE webhook_id = ?",
            "DELETE FROM webhook_lanes WHERE webhook_id = ?",
            "DELETE FROM webhook_deliveries WHERE webhook_id = ?",
            "DELETE FROM webhook_callbacks WHERE webhook_id = ?")) {
      system.sql(sql).param(webhookId).update();
    }
  }

  /** Those that hear of an agent. */
  List<Tap> of(UUID agentId) {
    return system
        .sql(
            """
            SELECT t.webhook_id, a.entity_id FROM agents a JOIN webhook_taps t
              ON t.agent_id = a.agent_id OR t.of_entity = a.entity_id
            WHERE a.agent_id = ?""")
        .param(agentId)
        .query((row, n) -> new Tap(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
        .list();
  }

  /** Where an event stands among those of all agents. */
  long position(String eventId) {
    return system
        .sql("SELECT global_index FROM domain_event_entry WHERE event_identifier = ?")
        .param(eventId)
        .query(Long.class)
        .single();
  }

  /** There is something to tell a webhook of an agent. */
  void ring(Tap tap, UUID agentId, long position, Instant now) {
    system
        .sql(
            """
            INSERT INTO webhook_lanes AS l
              (lane_id, webhook_id, agent_id, entity_id, position, wanted, next_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (lane_id) DO UPDATE
            SET wanted = greatest(l.wanted, excluded.wanted),
              next_at = CASE WHEN l.tries > 0 THEN l.next_at ELSE least(l.next_at, excluded.next_at) END""")
        .param(lane(tap.webhookId(), agentId))
        .param(tap.webhookId())
        .param(agentId)
        .param(tap.entityId())
        .param(position - 1)
        .param(position)
        .param(now.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** What a webhook has to be told of an agent. */
  static UUID lane(UUID webhookId, UUID agentId) {
    return Ids.derive(webhookId, "lane/" + agentId);
  }
}

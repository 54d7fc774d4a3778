package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.webhook.WebhookEvent.CallbackAsked;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who is called when a task ends. Written by the processor alone, in its own transactions; each
 * call is a lane that ends with it.
 */
@Component
class CallbackTable {
  private final JdbcClient system;

  CallbackTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** One whose address is erased, which a reading from the beginning meets, calls nobody. */
  void add(CallbackAsked e) {
    if (e.url() == null) {
      return;
    }
    system
        .sql(
            """
            INSERT INTO webhook_callbacks (task_id, webhook_id, agent_id, entity_id, url)
            SELECT ?, t.webhook_id, t.agent_id, t.entity_id, ? FROM webhook_taps t
            WHERE t.webhook_id = ? AND t.agent_id = ?
            ON CONFLICT (task_id) DO NOTHING""")
        .param(e.taskId())
        .param(e.url())
        .param(e.webhookId())
        .param(e.agentId())
        .update();
  }

  /**
   * A task has ended: whoever asked for it is called.
   *
   * @param mayEndAgain whether the task may be queued again by hand
   * @return whether anybody is
   */
  boolean ring(UUID taskId, String eventId, long position, boolean mayEndAgain, Instant now) {
    var rung =
        system
            .sql(
                """
                INSERT INTO webhook_lanes
                  (lane_id, webhook_id, agent_id, entity_id, callback_url, task_id, position,
                   wanted, next_at)
                SELECT ?, webhook_id, agent_id, entity_id, url, task_id, ?, ?, ?
                FROM webhook_callbacks WHERE task_id = ? ON CONFLICT (lane_id) DO NOTHING""")
            .param(Ids.derive(taskId, "callback/" + eventId))
            .param(position - 1)
            .param(position)
            .param(now.atOffset(ZoneOffset.UTC))
            .param(taskId)
            .update();
    if (rung > 0 && !mayEndAgain) {
      system.sql("DELETE FROM webhook_callbacks WHERE task_id = ?").param(taskId).update();
    }
    return rung > 0;
  }
}

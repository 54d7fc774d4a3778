package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** All webhooks of an agent's own, for whoever erases it; those of its entity hear of others. */
@Component
public class AgentWebhooks {
  private final JdbcClient system;
  private final AgentLine line;
  private final Now now;

  AgentWebhooks(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system, AgentLine line, Now now) {
    this.system = system;
    this.line = line;
    this.now = now;
  }

  /**
   * Deletes them. What waits to be told, and where, goes with them once the reader of events has
   * come to it.
   *
   * @param mayGoOn asked before each of them
   * @return whether it has
   */
  public boolean removeAll(UUID agentId, String by, BooleanSupplier mayGoOn) {
    for (var webhook : ids("SELECT webhook_id FROM webhooks WHERE agent_id = ?", agentId)) {
      if (!mayGoOn.getAsBoolean()) {
        return false;
      }
      line.send(new DeleteWebhook(agentId, webhook, by, now.get()));
    }
    return ids("SELECT webhook_id FROM webhook_taps WHERE agent_id = ?", agentId).isEmpty();
  }

  private List<UUID> ids(String sql, UUID agentId) {
    return system.sql(sql).param(agentId).query(UUID.class).list();
  }
}

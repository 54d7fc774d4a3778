package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.query.view.memory.KeyView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Writes keys. The agent's lock is held, so what was read is still true when it is written: of two
 * processes that compare and set at once one finds the other's version. An expired key is no key,
 * whether or not its row is still there: it has no version, and the next value begins again at 1.
 */
@Component
class KeyHandler {
  private static final String LIVE =
      " WHERE agent_id = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)";

  private final JdbcClient jdbc;
  private final Agents agents;

  KeyHandler(JdbcClient jdbc, Agents agents) {
    this.jdbc = jdbc;
    this.agents = agents;
  }

  @CommandHandler
  KeyView handle(PutKey c) {
    agents.of(c).execute(Agent::mustBeActive);
    var version = version(c.agentId(), c.key(), c.at());
    if (c.condition() != null) {
      c.condition().check(version);
    }
    long next = version == null ? 1 : version + 1;
    jdbc.sql(
            """
            INSERT INTO agent_memory_kv
              (agent_id, entity_id, key, value, version, expires_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (agent_id, key) DO UPDATE SET value = excluded.value,
              version = excluded.version, expires_at = excluded.expires_at,
              updated_at = excluded.updated_at""")
        .param(c.agentId())
        .param(AgentEntry.entity())
        .param(c.key())
        .param(c.value())
        .param(next)
        .param(time(c.expiresAt()))
        .param(time(c.at()))
        .update();
    return new KeyView(c.key(), c.value(), next, c.expiresAt(), c.at());
  }

  @CommandHandler
  KeyView handle(ExpireKey c) {
    return jdbc.sql(
            "UPDATE agent_memory_kv SET expires_at = ?, updated_at = ?"
                + LIVE
                + " RETURNING key, value, version, expires_at, updated_at")
        .param(time(c.expiresAt()))
        .param(time(c.at()))
        .param(c.agentId())
        .param(c.key())
        .param(time(c.at()))
        .query(KeyHandler::row)
        .optional()
        .orElseThrow(() -> new Refusal.NotFound("key", c.key()).exception());
  }

  @CommandHandler
  void handle(DeleteKey c) {
    if (c.condition() != null) {
      c.condition().check(version(c.agentId(), c.key(), c.at()));
    }
    var deleted =
        jdbc.sql("DELETE FROM agent_memory_kv" + LIVE)
            .param(c.agentId())
            .param(c.key())
            .param(time(c.at()))
            .update();
    if (deleted == 0) {
      throw new Refusal.NotFound("key", c.key()).exception();
    }
  }

  private @Nullable Long version(UUID agentId, String key, Instant at) {
    return jdbc.sql("SELECT version FROM agent_memory_kv" + LIVE)
        .param(agentId)
        .param(key)
        .param(time(at))
        .query(Long.class)
        .optional()
        .orElse(null);
  }

  private static KeyView row(ResultSet row, int n) throws SQLException {
    var expiresAt = row.getObject("expires_at", OffsetDateTime.class);
    return new KeyView(
        row.getString("key"),
        row.getString("value"),
        row.getLong("version"),
        expiresAt == null ? null : expiresAt.toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }
}

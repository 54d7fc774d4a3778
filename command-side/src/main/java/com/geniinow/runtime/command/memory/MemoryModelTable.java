package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.platform.embedding.Embedders;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes how an agent's memories are searched, and how many there are. */
@Component
class MemoryModelTable {
  /**
   * How often a full agent's memories are counted anew at most: what has expired was not taken off.
   */
  private static final Duration RECOUNT = Duration.ofMinutes(1);

  private final JdbcClient jdbc;
  private final Embedders embedders;

  MemoryModelTable(JdbcClient jdbc, Embedders embedders) {
    this.jdbc = jdbc;
    this.embedders = embedders;
  }

  /** Whether a memory of this model may be stored; not so of one the agent no longer uses. */
  boolean mayStore(UUID agentId, String model) {
    var serving = serving(agentId);
    if (serving == null) {
      open(agentId, model);
    } else if (!serving.equals(model)) {
      if (embedders.find(serving).isPresent()) {
        return false;
      }
      // Nobody can search in that model any more; its rows are embedded anew.
      serve(agentId, model);
    }
    return true;
  }

  /** The model that the agent's memories are searched in; null before the first. */
  @Nullable String serving(UUID agentId) {
    return jdbc.sql("SELECT model FROM agent_memory_models WHERE agent_id = ?")
        .param(agentId)
        .query(String.class)
        .optional()
        .orElse(null);
  }

  /** Has the agent's memories searched in another model from now on. */
  void serve(UUID agentId, String model) {
    jdbc.sql("UPDATE agent_memory_models SET model = ?, mixed = true WHERE agent_id = ?")
        .param(model)
        .param(agentId)
        .update();
  }

  private void open(UUID agentId, String model) {
    jdbc.sql(
            """
            INSERT INTO agent_memory_models (agent_id, entity_id, model, mixed, search, stored,
              language)
            SELECT ?, ?, ?, false, 'exact', 0, coalesce((SELECT c.cfgname::text
              FROM agents a JOIN pg_catalog.pg_ts_config c
                ON c.cfgname::text = lower(a.metadata ->> 'language')
                AND c.cfgnamespace = 'pg_catalog'::regnamespace
              WHERE a.agent_id = ?), 'simple')\
            """)
        .param(agentId)
        .param(AgentEntry.entity())
        .param(model)
        .param(agentId)
        .update();
  }

  /**
   * What an agent keeps.
   *
   * @param countedAt when it was counted; null for never
   */
  private record Kept(long memories, long bytes, @Nullable Instant countedAt) {
    boolean hasRoom(long limit, long roomBytes, long bytesMore) {
      return memories < limit && bytes + bytesMore <= roomBytes;
    }
  }

  /**
   * Whether there is room for one memory more.
   *
   * @param limit memories
   * @param roomBytes bytes of all of them
   * @param bytes of the one more
   */
  boolean hasRoom(UUID agentId, long limit, long roomBytes, long bytes, Instant at) {
    var kept = kept(agentId);
    if (kept == null) {
      return bytes <= roomBytes;
    }
    var countedAt = kept.countedAt();
    if (countedAt != null && kept.hasRoom(limit, roomBytes, bytes)) {
      return true;
    }
    if (countedAt != null && countedAt.plus(RECOUNT).isAfter(at)) {
      return false;
    }
    count(agentId, at);
    var now = kept(agentId);
    return now == null || now.hasRoom(limit, roomBytes, bytes);
  }

  private @Nullable Kept kept(UUID agentId) {
    return jdbc.sql("SELECT kept, bytes, counted_at FROM agent_memory_models WHERE agent_id = ?")
        .param(agentId)
        .query(
            (row, n) -> {
              var at = row.getObject(3, OffsetDateTime.class);
              return new Kept(row.getLong(1), row.getLong(2), at == null ? null : at.toInstant());
            })
        .optional()
        .orElse(null);
  }

  /** Adds what was stored, or, below 0, what was forgotten. */
  void add(UUID agentId, long memories, long bytes) {
    jdbc.sql(
            """
            UPDATE agent_memory_models SET kept = greatest(0, kept + ?),
              bytes = greatest(0, bytes + ?) WHERE agent_id = ?\
            """)
        .param(memories)
        .param(bytes)
        .param(agentId)
        .update();
  }

  private void count(UUID agentId, Instant at) {
    jdbc.sql(
            """
            UPDATE agent_memory_models SET counted_at = ?, (kept, bytes) = (
              SELECT count(*), coalesce(sum(octet_length(m.text) + octet_length(m.metadata::text)), 0)
              FROM agent_memories m
              WHERE m.agent_id = ? AND (m.expires_at IS NULL OR m.expires_at > ?))
            WHERE agent_id = ?\
            """)
        .param(at.atOffset(ZoneOffset.UTC))
        .param(agentId)
        .param(at.atOffset(ZoneOffset.UTC))
        .param(agentId)
        .update();
  }
}

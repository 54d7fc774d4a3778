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

  /** Memories that are counted in the agent's line; more are left to a job. */
  private static final int FEW = 5_000;

  private final JdbcClient jdbc;
  private final Embedders embedders;

  MemoryModelTable(JdbcClient jdbc, Embedders embedders) {
    this.jdbc = jdbc;
    this.embedders = embedders;
  }

  /** Whether a memory of this model may be stored; not so of one the agent no longer uses. */
  boolean mayStore(UUID agentId, String model, Instant at) {
    var serving = serving(agentId);
    if (serving == null) {
      open(agentId, model, at);
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

  private void open(UUID agentId, String model, Instant at) {
    jdbc.sql(
            """
            INSERT INTO agent_memory_models (agent_id, entity_id, model, mixed, search, stored,
              counted_at, language)
            SELECT ?, ?, ?, false, 'exact', 0, ?, coalesce((SELECT c.cfgname::text
              FROM agents a JOIN pg_catalog.pg_ts_config c
                ON c.cfgname::text = lower(a.metadata ->> 'language')
                AND c.cfgnamespace = 'pg_catalog'::regnamespace
              WHERE a.agent_id = ?), 'simple')\
            """)
        .param(agentId)
        .param(AgentEntry.entity())
        .param(model)
        .param(at.atOffset(ZoneOffset.UTC))
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
   * Whether there is room for one memory more, as far as it was counted. Where there is none, and
   * something may have expired, what is few is counted anew, and else a job asked to.
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
    if (kept.hasRoom(limit, roomBytes, bytes)) {
      return true;
    }
    var countedAt = kept.countedAt();
    if (countedAt != null && countedAt.plus(RECOUNT).isAfter(at)) {
      return false;
    }
    if (kept.memories() > FEW || !countFew(agentId, at)) {
      uncount(agentId);
      return false;
    }
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
            UPDATE agent_memory_models SET kept = kept + ?, bytes = bytes + ? WHERE agent_id = ?\
            """)
        .param(memories)
        .param(bytes)
        .param(agentId)
        .update();
  }

  /** Adds what there is more than was counted, once. */
  int correct(UUID agentId, long memories, long bytes, Instant at) {
    return jdbc.sql(
            """
            UPDATE agent_memory_models SET kept = kept + ?, bytes = bytes + ?, counted_at = ?
            WHERE agent_id = ? AND counted_at IS NULL\
            """)
        .param(memories)
        .param(bytes)
        .param(at.atOffset(ZoneOffset.UTC))
        .param(agentId)
        .update();
  }

  /** Has the agent's memories counted anew by a job. */
  void uncount(UUID agentId) {
    jdbc.sql("UPDATE agent_memory_models SET counted_at = NULL WHERE agent_id = ?")
        .param(agentId)
        .update();
  }

  private boolean countFew(UUID agentId, Instant at) {
    int counted =
        jdbc.sql(
                """
                UPDATE agent_memory_models SET counted_at = ?, kept = c.memories, bytes = c.bytes
                FROM (SELECT count(*) AS memories, coalesce(sum(few.bytes), 0) AS bytes FROM (
                  SELECT octet_length(m.text) + octet_length(m.metadata::text) AS bytes
                  FROM agent_memories m
                  WHERE m.agent_id = ? AND (m.expires_at IS NULL OR m.expires_at > ?)
                  LIMIT ?) AS few) AS c
                WHERE agent_id = ? AND c.memories <= ?\
                """)
            .param(at.atOffset(ZoneOffset.UTC))
            .param(agentId)
            .param(at.atOffset(ZoneOffset.UTC))
            .param(FEW + 1)
            .param(agentId)
            .param(FEW)
            .update();
    return counted > 0;
  }
}

package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.query.view.memory.MemorySql;
import com.geniinow.runtime.query.view.memory.MemoryView;
import com.pgvector.PGhalfvec;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Writes memories and their vectors, in a command's transaction: all that concerns one agent's
 * memories is decided under its lock.
 */
@Component
class MemoryTable {
  private final JdbcClient jdbc;
  private final MemoryIndexTable index;

  MemoryTable(JdbcClient jdbc, MemoryIndexTable index) {
    this.jdbc = jdbc;
    this.index = index;
  }

  /** Whether the command's agent has this task. */
  boolean hasTask(UUID taskId) {
    return jdbc.sql("SELECT 1 FROM agent_tasks WHERE task_id = ?")
        .param(taskId)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** The current memory of the same bytes under the same key, or under none. */
  Optional<KeptMemory> same(UUID agentId, MemoryWish wish, Instant at) {
    return jdbc.sql(
            "SELECT "
                + KeptMemory.COLUMNS
                + " FROM agent_memories m WHERE m.agent_id = ? AND m.text_sha256 = ?"
                + " AND m.key IS NOT DISTINCT FROM ? AND m.valid_to IS NULL AND "
                + MemoryView.KEPT
                + " ORDER BY m.created_at LIMIT 1")
        .param(agentId)
        .param(wish.hash())
        .param(wish.key())
        .param(time(at))
        .query(KeptMemory::of)
        .optional();
  }

  /** A memory that is kept. */
  Optional<KeptMemory> find(UUID agentId, UUID memoryId, Instant at) {
    return jdbc.sql(
            "SELECT "
                + KeptMemory.COLUMNS
                + " FROM agent_memories m WHERE m.agent_id = ? AND m.memory_id = ? AND "
                + MemoryView.KEPT)
        .param(agentId)
        .param(memoryId)
        .param(time(at))
        .query(KeptMemory::of)
        .optional();
  }

  /**
   * When a memory of a key can begin: behind the one that has it, whatever the clock was read at by
   * whom, so that at each moment one memory is current.
   */
  Instant begins(UUID agentId, @Nullable String key, Instant at) {
    if (key == null) {
      return at;
    }
    return jdbc.sql(
            """
            SELECT created_at FROM agent_memories
            WHERE agent_id = ? AND key = ? AND valid_to IS NULL AND created_at >= ?\
            """)
        .param(agentId)
        .param(key)
        .param(time(at))
        .query(OffsetDateTime.class)
        .optional()
        .map(before -> before.toInstant().plus(1, ChronoUnit.MICROS))
        .orElse(at);
  }

  /**
   * Ends the current memory of a key, before another one gets it. One that has expired goes: it was
   * not there any more.
   *
   * @return the one that was there
   */
  Optional<KeptMemory> supersede(UUID agentId, String key, UUID by, Instant at) {
    jdbc.sql(
            """
            DELETE FROM agent_memories
            WHERE agent_id = ? AND key = ? AND valid_to IS NULL AND expires_at <= ?\
            """)
        .param(agentId)
        .param(key)
        .param(time(at))
        .update();
    var superseded =
        jdbc.sql(
                "UPDATE agent_memories m SET valid_to = ?, superseded_by = ?"
                    + " WHERE m.agent_id = ? AND m.key = ? AND m.valid_to IS NULL RETURNING "
                    + KeptMemory.COLUMNS)
            .param(time(at))
            .param(by)
            .param(agentId)
            .param(key)
            .query(KeptMemory::of)
            .optional();
    // Out of the index, too, in which it would only be in the way.
    superseded.ifPresent(
        memory ->
            jdbc.sql(
                    """
                    UPDATE agent_memory_vectors SET valid_to = ?, indexed = false
                    WHERE memory_id = ?\
                    """)
                .param(time(at))
                .param(memory.memoryId())
                .update());
    return superseded;
  }

  /**
   * Keeps a memory of a model that is searched in, with all that leads to it; how many bytes it
   * takes.
   */
  long insert(StoreMemory m) {
    long bytes = insertMemory(m);
    index.addFields(m.memoryId());
    index.addWords(m.agentId(), m.memoryId());
    insertVector(m);
    return bytes;
  }

  private long insertMemory(StoreMemory m) {
    return jdbc.sql(
            """
            INSERT INTO agent_memories (memory_id, agent_id, entity_id, key, task_id, created_at,
              expires_at, recorded, text_sha256, metadata, text)
            VALUES (?, ?, ?, ?, ?, ?, ?, true, ?, ?::jsonb, ?)
            RETURNING octet_length(text) + octet_length(metadata::text)\
            """)
        .param(m.memoryId())
        .param(m.agentId())
        .param(AgentEntry.entity())
        .param(m.wish().key())
        .param(m.wish().taskId())
        .param(time(m.at()))
        .param(time(m.expiresAt()))
        .param(m.wish().hash())
        .param(m.wish().metadataText())
        .param(m.wish().text())
        .query(Long.class)
        .single();
  }

  private void insertVector(StoreMemory m) {
    jdbc.sql(
            """
            WITH counted AS (
              UPDATE agent_memory_models SET stored = stored + 1 WHERE agent_id = ?
              RETURNING search <> 'exact' AS indexed)
            INSERT INTO agent_memory_vectors (memory_id, model, agent_id, entity_id, task_id,
              indexed, created_at, expires_at, embedding, metadata, text, text_sha256)
            SELECT ?, ?, ?, ?, ?, indexed, ?, ?, ?, ?::jsonb, ?, ? FROM counted\
            """)
        .param(m.agentId())
        .param(m.memoryId())
        .param(m.model())
        .param(m.agentId())
        .param(AgentEntry.entity())
        .param(m.wish().taskId())
        .param(time(m.at()))
        .param(time(m.expiresAt()))
        .param(new PGhalfvec(m.vector()))
        .param(m.wish().metadataText())
        .param(m.wish().text())
        .param(m.wish().hash())
        .update();
  }

  /** Gives a memory other metadata; how many bytes more it takes. */
  long change(KeptMemory memory, String metadata) {
    long bytes =
        jdbc.sql(
                "UPDATE agent_memories m SET metadata = ?::jsonb WHERE memory_id = ? RETURNING "
                    + KeptMemory.COLUMNS)
            .param(metadata)
            .param(memory.memoryId())
            .query(KeptMemory::of)
            .single()
            .bytes();
    index.addFields(memory.memoryId());
    return bytes - memory.bytes();
  }

  /** Lets a memory expire at another time, or never. */
  void expire(UUID memoryId, @Nullable Instant expiresAt) {
    jdbc.sql("UPDATE agent_memories SET expires_at = ? WHERE memory_id = ?")
        .param(time(expiresAt))
        .param(memoryId)
        .update();
    jdbc.sql("UPDATE agent_memory_vectors SET expires_at = ? WHERE memory_id = ?")
        .param(time(expiresAt))
        .param(memoryId)
        .update();
  }

  /**
   * Removes those of these memories that are kept and of which a condition holds; which they were.
   */
  List<KeptMemory> forget(UUID agentId, List<UUID> ids, MemorySql condition, Instant at) {
    List<Object> parameters = new ArrayList<>();
    parameters.add(agentId);
    parameters.add(ids.toArray(UUID[]::new));
    parameters.add(at.atOffset(ZoneOffset.UTC));
    parameters.addAll(condition.parameters());
    return jdbc.sql(
            // Locked in one order, as whoever else locks several has them.
            "DELETE FROM agent_memories m WHERE m.memory_id IN (SELECT m.memory_id"
                + " FROM agent_memories m WHERE m.agent_id = ? AND m.memory_id = ANY (?) AND "
                + MemoryView.KEPT
                + " AND "
                + condition.text()
                + " ORDER BY m.memory_id FOR UPDATE) RETURNING "
                + KeptMemory.COLUMNS)
        .params(parameters)
        .query(KeptMemory::of)
        .list();
  }

  /** Some memories of an agent, expired ones among them. */
  List<UUID> some(UUID agentId, int most) {
    return jdbc.sql(
            "SELECT memory_id FROM agent_memories WHERE agent_id = ? ORDER BY created_at LIMIT ?")
        .param(agentId)
        .param(most)
        .query(UUID.class)
        .list();
  }

  /** Removes those of these memories that are still there. */
  void drop(UUID agentId, List<UUID> ids) {
    jdbc.sql("DELETE FROM agent_memories WHERE agent_id = ? AND memory_id = ANY (?)")
        .param(agentId)
        .param(ids.toArray(UUID[]::new))
        .update();
  }

  /** Removes some of an agent's keys and their values; how many. */
  int dropKeys(UUID agentId, int most) {
    return jdbc.sql(
            """
            DELETE FROM agent_memory_kv WHERE agent_id = ? AND key IN (
              SELECT key FROM agent_memory_kv WHERE agent_id = ? LIMIT ?)\
            """)
        .params(agentId, agentId, most)
        .update();
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }
}

package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.store.StoreConfiguration;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What is to be embedded anew, and how far that has come: the table {@code memory_reembeddings} and
 * the gauge {@code genii.memory.reembed.remaining} of the process that is at it.
 */
@Component
class ReembeddingTable {
  private static final Logger log = LoggerFactory.getLogger(ReembeddingTable.class);

  private final JdbcClient system;
  private final AtomicLong remaining = new AtomicLong();

  ReembeddingTable(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system, MeterRegistry registry) {
    this.system = system;
    Gauge.builder("genii.memory.reembed.remaining", remaining, AtomicLong::doubleValue)
        .description("Memories that are still to be embedded with the new model")
        .register(registry);
  }

  record Text(UUID memoryId, String text) {}

  /** Agents that are searched in another model, or have rows of another. */
  List<UUID> agentsBeside(String model) {
    return system
        .sql("SELECT agent_id FROM agent_memory_models WHERE model <> ? OR mixed ORDER BY agent_id")
        .param(model)
        .query(UUID.class)
        .list();
  }

  /** Memories without a vector of this model that it didn't refuse, in order of their ids. */
  List<Text> without(UUID agentId, String model, UUID after, int most, Instant at) {
    return system
        .sql(
            """
            SELECT w.memory_id, m.text FROM (
              SELECT DISTINCT ON (memory_id) memory_id FROM agent_memory_vectors v
              WHERE agent_id = ? AND model <> ? AND memory_id > ? AND refused_by IS DISTINCT FROM ?
                AND (expires_at IS NULL OR expires_at > ?)
                AND NOT EXISTS (SELECT FROM agent_memory_vectors anew
                  WHERE anew.memory_id = v.memory_id AND anew.model = ?)
              ORDER BY memory_id LIMIT ?) AS w
            JOIN agent_memories m ON m.memory_id = w.memory_id ORDER BY w.memory_id\
            """)
        .param(agentId)
        .param(model)
        .param(after)
        .param(model)
        .param(at.atOffset(ZoneOffset.UTC))
        .param(model)
        .param(most)
        .query((row, n) -> new Text(row.getObject(1, UUID.class), row.getString(2)))
        .list();
  }

  /** Notes that it has begun, unless it is noted already. */
  void begin(String model, Instant at) {
    int begun =
        system
            .sql(
                """
                INSERT INTO memory_reembeddings AS job (model, started_at, total)
                SELECT ?, ?, count(DISTINCT v.memory_id)
                FROM agent_memory_models m JOIN agent_memory_vectors v USING (agent_id)
                WHERE m.model <> ? AND v.model <> ?
                ON CONFLICT (model) DO UPDATE
                  SET started_at = excluded.started_at, total = excluded.total, done = 0,
                    finished_at = NULL
                  WHERE job.finished_at IS NOT NULL\
                """)
            .param(model)
            .param(at.atOffset(ZoneOffset.UTC))
            .param(model)
            .param(model)
            .update();
    advance(model, 0);
    if (begun > 0) {
      log.info("embedding {} memories anew with {}", remaining.get(), model);
    }
  }

  /** Notes that so many more are done. */
  void advance(String model, int more) {
    var left =
        system
            .sql(
                """
                UPDATE memory_reembeddings SET done = done + ? WHERE model = ?
                RETURNING greatest(total - done, 0)\
                """)
            .param(more)
            .param(model)
            .query(Long.class)
            .single();
    remaining.set(left);
  }

  /** Notes that nothing is left. */
  void finish(String model, Instant at) {
    int finished =
        system
            .sql(
                """
                UPDATE memory_reembeddings SET finished_at = ?
                WHERE model = ? AND finished_at IS NULL\
                """)
            .param(at.atOffset(ZoneOffset.UTC))
            .param(model)
            .update();
    remaining.set(0);
    if (finished > 0) {
      log.info("all memories are embedded with {}", model);
    }
  }
}

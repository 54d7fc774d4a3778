package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.store.StoreConfiguration;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
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
 * Which memories are still to be recorded, and how far that has come: the table {@code
 * memory_recordings} and the gauge {@code genii.memory.record.remaining} of the process at it.
 */
@Component
class RecordingTable {
  private static final Logger log = LoggerFactory.getLogger(RecordingTable.class);
  private static final String JOB = "hashes";

  /** So long after the schema came to its version, others may still write as before. */
  private static final Duration UNTIL = Duration.ofDays(1);

  private final JdbcClient system;
  private final AtomicLong remaining = new AtomicLong();

  RecordingTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system, MeterRegistry registry) {
    this.system = system;
    Gauge.builder("genii.memory.record.remaining", remaining, AtomicLong::doubleValue)
        .description("Memories of before whose hashes are still to be recorded")
        .register(registry);
  }

  /** Agents that have memories which are not recorded. */
  List<UUID> agents() {
    return system
        .sql("SELECT DISTINCT agent_id FROM agent_memories WHERE NOT recorded")
        .query(UUID.class)
        .list();
  }

  /** Whether memories of before may still be recorded. */
  boolean isOpen() {
    return system
        .sql(
            """
            SELECT EXISTS (SELECT FROM memory_recordings WHERE job = ? AND finished_at IS NULL)\
            """)
        .param(JOB)
        .query(Boolean.class)
        .single();
  }

  /** Counts what is to be recorded, where that is more than was known. */
  void begin() {
    int begun =
        system
            .sql(
                """
                UPDATE memory_recordings SET total = done
                  + (SELECT count(*) FROM agent_memories WHERE NOT recorded)
                WHERE job = ? AND total <= done\
                """)
            .param(JOB)
            .update();
    advance(0);
    if (begun > 0) {
      log.info("recording the hashes of {} memories", remaining.get());
    }
  }

  /** Notes that so many more are done. */
  void advance(int more) {
    remaining.set(
        system
            .sql(
                """
                UPDATE memory_recordings SET done = done + ? WHERE job = ?
                RETURNING greatest(total - done, 0)\
                """)
            .param(more)
            .param(JOB)
            .query(Long.class)
            .optional()
            .orElse(0L));
  }

  /**
   * Notes that nothing is left, for good: what comes later is not recorded. Not before processes of
   * the version before have had {@link #UNTIL} to end.
   */
  void finish(Instant at) {
    int finished =
        system
            .sql(
                """
                UPDATE memory_recordings SET finished_at = ?
                WHERE job = ? AND finished_at IS NULL AND started_at <= ?\
                """)
            .param(at.atOffset(ZoneOffset.UTC))
            .param(JOB)
            .param(at.minus(UNTIL).atOffset(ZoneOffset.UTC))
            .update();
    remaining.set(0);
    if (finished > 0) {
      log.info("the hashes of all memories are recorded; no others will be");
    }
  }

  /** An agent whose metadata name another language than its memories' words are of. */
  record Wanted(UUID agentId, String language) {}

  List<Wanted> otherLanguages() {
    return system
        .sql(
            """
            SELECT agent_id, wanted FROM (
              SELECT m.agent_id, m.language, coalesce(c.cfgname::text, 'simple') AS wanted
              FROM agent_memory_models m JOIN agents a ON a.agent_id = m.agent_id
              LEFT JOIN pg_catalog.pg_ts_config c
                ON c.cfgname::text = lower(a.metadata ->> 'language')
                AND c.cfgnamespace = 'pg_catalog'::regnamespace) AS each
            WHERE wanted <> language\
            """)
        .query((row, n) -> new Wanted(row.getObject(1, UUID.class), row.getString(2)))
        .list();
  }
}

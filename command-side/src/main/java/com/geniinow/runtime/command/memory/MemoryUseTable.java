package com.geniinow.runtime.command.memory;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts which memories the agent's own searches found, and writes that together every {@link
 * #SECONDS}. What a killed process had not written yet is lost.
 */
@Component
class MemoryUseTable implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(MemoryUseTable.class);
  private static final int SECONDS = 30;

  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final ConcurrentHashMap<UUID, Map<UUID, Use>> pending = new ConcurrentHashMap<>();
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("memory-uses").daemon().factory());

  /** What a process has not written yet. */
  private record Use(long times, Instant last) {
    Use with(Use other) {
      return new Use(times + other.times, last.isAfter(other.last) ? last : other.last);
    }
  }

  MemoryUseTable(DataSource commandDataSource) {
    transaction = new TransactionTemplate(new JdbcTransactionManager(commandDataSource));
    jdbc = JdbcClient.create(commandDataSource);
    writer.scheduleWithFixedDelay(this::write, SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  /** One search of the agent's found these. */
  void note(UUID agentId, List<UUID> memories, Instant at) {
    if (!memories.isEmpty()) {
      pending.merge(agentId, uses(memories, new Use(1, at)), MemoryUseTable::together);
    }
  }

  private static Map<UUID, Use> uses(List<UUID> memories, Use use) {
    Map<UUID, Use> uses = new TreeMap<>();
    memories.forEach(id -> uses.put(id, use));
    return uses;
  }

  private static Map<UUID, Use> together(Map<UUID, Use> some, Map<UUID, Use> more) {
    Map<UUID, Use> all = new TreeMap<>(some);
    more.forEach((id, use) -> all.merge(id, use, Use::with));
    return all;
  }

  /** Writes what was noted since the last time. */
  void write() {
    List.copyOf(pending.keySet()).forEach(this::write);
  }

  /** The same of one agent. */
  void write(UUID agentId) {
    var taken = pending.remove(agentId);
    if (taken == null) {
      return;
    }
    try {
      transaction.executeWithoutResult(status -> write(agentId, taken));
    } catch (RuntimeException e) {
      log.warn("uses of agent {}'s memories can't be written now: {}", agentId, e.getMessage());
      pending.merge(agentId, taken, MemoryUseTable::together);
    }
  }

  private void write(UUID agentId, Map<UUID, Use> uses) {
    jdbc.sql(
            """
            SELECT set_config('genii.role', 'command', true),
              set_config('genii.agent_id', ?, true), set_config('genii.entity_id', '', true)\
            """)
        .param(agentId.toString())
        .query()
        .singleRow();
    jdbc.sql(
            """
            SELECT set_config('genii.entity_id', entity_id::text, true)
            FROM agents WHERE agent_id = ?\
            """)
        .param(agentId)
        .query()
        .listOfRows();
    // One that is gone meanwhile has none, and those of another process are added to.
    jdbc.sql(
            """
            INSERT INTO agent_memory_uses AS kept
              (memory_id, agent_id, entity_id, uses, last_used_at)
            SELECT m.memory_id, m.agent_id, m.entity_id, u.times, u.last
            FROM unnest(?::uuid[], ?::bigint[], ?::timestamptz[]) AS u (memory_id, times, last)
            JOIN agent_memories m ON m.memory_id = u.memory_id
            ORDER BY m.memory_id FOR KEY SHARE OF m
            ON CONFLICT (memory_id) DO UPDATE SET uses = kept.uses + excluded.uses,
              last_used_at = greatest(kept.last_used_at, excluded.last_used_at)\
            """)
        .param(array("uuid", uses.keySet().toArray()))
        .param(array("bigint", uses.values().stream().map(Use::times).toArray()))
        .param(
            array(
                "timestamptz",
                uses.values().stream()
                    .map(use -> use.last().atOffset(ZoneOffset.UTC).toString())
                    .toArray()))
        .update();
  }

  private static SqlArrayValue array(String type, Object... values) {
    return new SqlArrayValue(type, values);
  }

  @Override
  public void destroy() {
    writer.shutdown();
    write();
  }
}

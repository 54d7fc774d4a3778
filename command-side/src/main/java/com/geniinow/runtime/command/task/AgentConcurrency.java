package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * How many tasks of an agent may run at once: what its metadata says as {@code concurrency}, else
 * the setting for all.
 */
@Component
class AgentConcurrency {
  /** The largest that an agent may have of its own; its queue holds no more tasks than that. */
  private static final int MOST = 100;

  private final JdbcTemplate system;
  private final int standard;

  private final Cache<UUID, Integer> known =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(Duration.ofMinutes(1)).build();

  AgentConcurrency(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcTemplate system, TaskSettings settings) {
    this.system = system;
    this.standard = settings.agentConcurrency();
  }

  /** From 1 to 100. */
  int of(UUID agentId) {
    return known.get(agentId, this::read);
  }

  private int read(UUID agentId) {
    return system
        .queryForList(
            """
            SELECT (metadata ->> 'concurrency')::int FROM agents
            WHERE agent_id = ? AND metadata ->> 'concurrency' ~ '^[0-9]{1,3}$'""",
            Integer.class,
            agentId)
        .stream()
        .filter(limit -> limit >= 1 && limit <= MOST)
        .findFirst()
        .orElse(standard);
  }
}

package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.agent.Concurrency;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How many tasks of an agent may run at once: what its metadata says as {@code concurrency}, else
 * the setting for all.
 */
@Component
class AgentConcurrency {
  private final JdbcClient system;
  private final int standard;

  private final Cache<UUID, Integer> known =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(Duration.ofMinutes(1)).build();

  AgentConcurrency(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system, TaskSettings settings) {
    this.system = system;
    this.standard = settings.agentConcurrency();
  }

  /** From 1 to 100. */
  int of(UUID agentId) {
    return known.get(agentId, this::read);
  }

  private int read(UUID agentId) {
    return system
        .sql(
            """
            SELECT (metadata ->> ?)::int FROM agents
            WHERE agent_id = ? AND metadata ->> ? ~ ?""")
        .param(Concurrency.FIELD)
        .param(agentId)
        .param(Concurrency.FIELD)
        .param(Concurrency.IN_SQL)
        .query(Integer.class)
        .optional()
        .orElse(standard);
  }
}

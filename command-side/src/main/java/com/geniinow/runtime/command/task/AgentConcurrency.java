package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.agent.Concurrency;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

  AgentConcurrency(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system, TaskSettings settings) {
    this.system = system;
    this.standard = settings.agentConcurrency();
  }

  /** From 1 to 100, as it is now: what was changed counts for the next task. */
  int of(UUID agentId) {
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

  /** The same by metadata that were read, as they were then. */
  int orStandard(@Nullable Integer inMetadata) {
    return inMetadata == null ? standard : inMetadata;
  }
}

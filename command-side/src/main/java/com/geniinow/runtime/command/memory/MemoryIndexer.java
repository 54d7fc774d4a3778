package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Moves the memories of agents that have very many into the index. Until the last one is there the
 * agent's searches look at every row, as before.
 */
@Component
class MemoryIndexer implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(MemoryIndexer.class);

  /** Rows of one step, a few milliseconds each: so long does the agent's line wait at most. */
  static final int STEP = 50;

  private final JdbcClient system;
  private final AgentLine line;
  private final Now now;
  private final MemorySettings settings;

  MemoryIndexer(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      AgentLine line,
      Now now,
      MemorySettings settings) {
    this.system = system;
    this.line = line;
    this.now = now;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "memory-indexer";
  }

  /** Not more often: what it asks no index answers. */
  @Override
  public Duration every() {
    return Duration.ofMinutes(1);
  }

  @Override
  public void run() {
    system
        .sql(
            """
            SELECT agent_id FROM agent_memory_models
            WHERE search <> 'indexed' AND stored >= ? ORDER BY stored DESC\
            """)
        .param(settings.indexFrom())
        .query(UUID.class)
        .list()
        .forEach(this::index);
  }

  private void index(UUID agentId) {
    try {
      int moved;
      do {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        moved = line.send(new TendMemories.Index(agentId, STEP, now.get()));
      } while (moved > 0);
      log.info("the memories of agent {} are searched through the index now", agentId);
    } catch (RuntimeException e) {
      log.warn("the memories of agent {} could not be indexed yet", agentId, e);
    }
  }
}

package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Counts anew what agents keep, where that was never counted or a full agent's memories may have
 * expired. No request waits for it: only the difference is put right in the agent's line.
 */
@Component
class MemoryCounter implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(MemoryCounter.class);

  private final MemoryCountTable table;
  private final AgentLine line;
  private final Now now;

  MemoryCounter(MemoryCountTable table, AgentLine line, Now now) {
    this.table = table;
    this.line = line;
    this.now = now;
  }

  @Override
  public String name() {
    return "memory-counter";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(Due.whileAny("agent_memory_models WHERE counted_at IS NULL"));
  }

  @Override
  public void run() {
    for (var agentId : table.wanted()) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      count(agentId);
    }
  }

  /** One agent that fails must not keep the others waiting. */
  private void count(UUID agentId) {
    try {
      var at = now.get();
      var more = table.difference(agentId, at);
      line.send(new TendMemories.Count(agentId, more.memories(), more.bytes(), at));
    } catch (RuntimeException e) {
      log.warn("the memories of agent {} could not be counted yet", agentId, e);
    }
  }
}

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
 * Gives memories that were kept before what others have from their beginning: their hash in an
 * event, and the rows by which their fields and words are found. A part of each agent's at each
 * turn, so that nobody waits for it long. Once it has finished it records no more: what then is not
 * recorded was written by nobody who may.
 */
@Component
class MemoryRecorder implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(MemoryRecorder.class);

  /** Memories of one step: so long does the agent's line wait at most. */
  static final int STEP = 50;

  /** Steps of one turn and agent. */
  private static final int STEPS = 40;

  private final RecordingTable table;
  private final AgentLine line;
  private final Now now;

  MemoryRecorder(RecordingTable table, AgentLine line, Now now) {
    this.table = table;
    this.line = line;
    this.now = now;
  }

  @Override
  public String name() {
    return "memory-recorder";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.whileAny(
            "memory_recordings r WHERE r.finished_at IS NULL"
                + " AND EXISTS (SELECT FROM agent_memories m WHERE NOT m.recorded)"));
  }

  @Override
  public void run() {
    if (!table.isOpen()) {
      return;
    }
    var agents = table.agents();
    if (!agents.isEmpty()) {
      table.begin();
      agents.forEach(this::record);
    }
    if (table.agents().isEmpty()) {
      table.finish(now.get());
    }
  }

  /** One agent that fails must not keep the others waiting. */
  private void record(UUID agentId) {
    try {
      for (var step = 0; step < STEPS && !Thread.currentThread().isInterrupted(); step++) {
        int done = line.send(new TendMemories.Record(agentId, STEP, now.get()));
        table.advance(done);
        if (done < STEP) {
          return;
        }
      }
    } catch (RuntimeException e) {
      log.warn("the memories of agent {} could not be recorded yet", agentId, e);
    }
  }
}

package com.geniinow.runtime.query.view.quota;

import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.query.view.access.CallerReads;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Reads what an agent's memories take: never from what is kept of a quota between reads. */
@Component
class MemoryFigureReads {
  private final CallerReads reads;
  private final long limit;

  MemoryFigureReads(CallerReads reads, @Value("${genii.memory.limit:1000000}") long limit) {
    this.reads = reads;
    this.limit = limit;
  }

  /** Null for an agent that keeps none. */
  @Nullable MemoryFigures of(UUID agentId, Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(
                    """
                    SELECT kept, greatest(0, bytes) FROM agent_memory_models
                    WHERE agent_id = ? AND kept > 0""")
                .param(agentId)
                .query((row, n) -> new MemoryFigures(row.getLong(1), limit, row.getLong(2)))
                .optional()
                .orElse(null));
  }
}

package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.memory.TendMemories.Record;
import com.geniinow.runtime.command.memory.TendMemories.Reword;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryRecorded;
import java.time.ZoneOffset;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Takes the steps by which memories of before come to hash, fields and words. */
@Component
class MemoryRecordHandler {
  private final JdbcClient jdbc;
  private final Agents agents;
  private final MemoryIndexTable index;
  private final MemoryModelTable models;

  MemoryRecordHandler(
      JdbcClient jdbc, Agents agents, MemoryIndexTable index, MemoryModelTable models) {
    this.jdbc = jdbc;
    this.agents = agents;
    this.index = index;
    this.models = models;
  }

  @CommandHandler
  int handle(Record c) {
    var agent = agents.of(c);
    var some =
        jdbc.sql(
                "SELECT "
                    + KeptMemory.COLUMNS
                    + " FROM agent_memories m WHERE m.agent_id = ? AND NOT m.recorded"
                    + " ORDER BY m.memory_id LIMIT ?")
            .param(c.agentId())
            .param(c.most())
            .query(KeptMemory::of)
            .list();
    for (var memory : some) {
      index.addFields(memory.memoryId());
      index.addWords(c.agentId(), memory.memoryId());
    }
    jdbc.sql("UPDATE agent_memories SET recorded = true WHERE memory_id = ANY (?)")
        .param(some.stream().map(KeptMemory::memoryId).toArray(UUID[]::new))
        .update();
    if (!some.isEmpty() && !hasMore(c)) {
      // Who stored them counted none of them.
      models.uncount(c.agentId());
    }
    agent.execute(
        a ->
            some.forEach(
                memory ->
                    a.noteMemory(
                        new MemoryRecorded(
                            c.agentId(),
                            memory.memoryId(),
                            memory.textSha256(),
                            memory.textBytes(),
                            memory.createdAt(),
                            memory.expiresAt(),
                            c.at()))));
    return some.size();
  }

  private boolean hasMore(Record c) {
    return jdbc.sql(
            "SELECT EXISTS (SELECT FROM agent_memories WHERE agent_id = ? AND NOT recorded)")
        .param(c.agentId())
        .query(Boolean.class)
        .single();
  }

  @CommandHandler
  int handle(Reword c) {
    var some =
        jdbc.sql(
                """
                SELECT memory_id FROM agent_memories
                WHERE agent_id = ? AND worded IS DISTINCT FROM ? AND recorded
                  AND (expires_at IS NULL OR expires_at > ?) LIMIT ?\
                """)
            .param(c.agentId())
            .param(c.language())
            .param(c.at().atOffset(ZoneOffset.UTC))
            .param(c.most())
            .query(UUID.class)
            .list();
    some.forEach(memory -> index.addWords(memory, c.language()));
    if (some.isEmpty()) {
      jdbc.sql("UPDATE agent_memory_models SET language = ? WHERE agent_id = ?")
          .param(c.language())
          .param(c.agentId())
          .update();
    }
    return some.size();
  }
}

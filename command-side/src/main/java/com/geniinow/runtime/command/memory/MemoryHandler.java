package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.AgentAndQuota;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.memory.SettleEmbedding.Ending;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryForgotten;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryRemembered;
import com.geniinow.runtime.events.memory.MemoryEvent.MemorySuperseded;
import com.geniinow.runtime.query.view.memory.MemorySql;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.springframework.stereotype.Component;

/**
 * What happens to memories. The agent's lock is held, so of two processes that give a key its next
 * memory at once the second supersedes the first's, and one text that both store is one memory.
 */
@Component
class MemoryHandler {
  private final Agents agents;
  private final MemoryTable rows;
  private final MemoryModelTable models;
  private final MemoryRoom room;
  private final MemoryChanges changes;
  private final EmbeddingSettlement settlement;
  private final IdempotencyKeyTable keys;

  MemoryHandler(
      Agents agents,
      MemoryTable rows,
      MemoryModelTable models,
      MemoryRoom room,
      MemoryChanges changes,
      EmbeddingSettlement settlement,
      IdempotencyKeyTable keys) {
    this.agents = agents;
    this.rows = rows;
    this.models = models;
    this.room = room;
    this.changes = changes;
    this.settlement = settlement;
    this.keys = keys;
  }

  @CommandHandler
  StoreMemory.Result handle(StoreMemory sent) {
    var both = agents.withQuota(sent);
    var c = sent.at(rows.begins(sent.agentId(), sent.wish().key(), sent.at()));
    settlement.settle(
        both,
        new EmbeddingSettlement.Call(
            c.memoryId(), c.model(), Ending.ANSWERED, c.tokens(), c.reportedTokens()),
        c.at());
    if (both.agent().invoke(a -> a.erasureId()) != null) {
      return new StoreMemory.Erased();
    }
    var key = c.wish().requestKey();
    if (key != null) {
      // A refusal that is thrown would take what was settled back with it.
      try {
        var before = keys.find(c.agentId(), key.key(), key.hash(), c.at());
        if (before.isPresent()) {
          return new StoreMemory.Replayed(before.get());
        }
      } catch (RefusedException reused) {
        return new StoreMemory.KeyReused();
      }
    }
    var same = rows.same(c.agentId(), c.wish(), c.at());
    if (same.isPresent()) {
      return new StoreMemory.Known(
          changes.again(c.agentId(), both.agent(), same.get(), c.wish(), true, c.at()));
    }
    if (!models.mayStore(c.agentId(), c.model(), c.at())) {
      return new StoreMemory.ModelChanged();
    }
    var bytesLeft = both.quota().invoke(Quota::storageLeft);
    if (!room.has(c.agentId(), c.wish(), bytesLeft, c.at())) {
      return new StoreMemory.Full(room.refusal(bytesLeft));
    }
    store(c, both);
    var answer = new RememberedMemory(c.memoryId(), c.model(), c.at());
    return new StoreMemory.Stored(changes.keep(c.agentId(), c.wish(), answer, c.at()));
  }

  private void store(StoreMemory c, AgentAndQuota both) {
    var memoryKey = c.wish().key();
    var superseded =
        memoryKey == null
            ? List.<KeptMemory>of()
            : rows.supersede(c.agentId(), memoryKey, c.memoryId(), c.at()).stream().toList();
    models.add(c.agentId(), 1, rows.insert(c));
    both.agent()
        .execute(
            agent -> {
              agent.noteMemory(
                  new MemoryRemembered(
                      c.agentId(),
                      c.memoryId(),
                      c.wish().textSha256(),
                      c.wish().textBytes(),
                      c.model(),
                      c.wish().taskId(),
                      c.expiresAt(),
                      c.at()));
              superseded.forEach(
                  memory ->
                      agent.noteMemory(
                          new MemorySuperseded(
                              c.agentId(),
                              memory.memoryId(),
                              memory.textSha256(),
                              c.memoryId(),
                              c.at())));
            });
  }

  @CommandHandler
  void handle(ChangeMemory c) {
    var agent = agents.of(c);
    var kept =
        rows.find(c.agentId(), c.memoryId(), c.at())
            .orElseThrow(() -> new Refusal.NotFound("memory", c.memoryId()).exception());
    if (c.clears() || c.metadata() != null) {
      agent.execute(Agent::mustBeActive);
    }
    if (c.clears()) {
      changes.clear(c.agentId(), kept);
    } else if (c.metadata() != null) {
      changes.patch(c.agentId(), kept, c.metadata());
    }
    if (c.changesExpiry()) {
      changes.expire(c.agentId(), agent, kept, c.expiresAt(), c.at());
    }
  }

  @CommandHandler
  void handle(ForgetMemory c) {
    var agent = agents.of(c);
    var always = new MemorySql("true", List.of());
    var gone = rows.forget(c.agentId(), List.of(c.memoryId()), always, c.at());
    if (gone.isEmpty()) {
      throw new Refusal.NotFound("memory", c.memoryId()).exception();
    }
    forgotten(c.agentId(), agent, gone, c.by(), c.at());
  }

  @CommandHandler
  int handle(ForgetMemories c) {
    var agent = agents.of(c);
    var gone = rows.forget(c.agentId(), c.ids(), c.policy().condition(), c.at());
    forgotten(c.agentId(), agent, gone, c.by(), c.at());
    return gone.size();
  }

  /** Of those that have expired there is nothing to be said any more. */
  @CommandHandler
  int handle(ForgetAll c) {
    var agent = agents.of(c);
    var ids = rows.some(c.agentId(), ForgetMemories.STEP);
    var always = new MemorySql("true", List.of());
    forgotten(c.agentId(), agent, rows.forget(c.agentId(), ids, always, c.at()), c.by(), c.at());
    rows.drop(c.agentId(), ids);
    return ids.isEmpty() ? rows.dropKeys(c.agentId(), ForgetMemories.STEP) : ids.size();
  }

  private void forgotten(
      UUID agentId, Aggregate<Agent> agent, List<KeptMemory> gone, String by, Instant at) {
    models.add(agentId, -gone.size(), -gone.stream().mapToLong(KeptMemory::bytes).sum());
    agent.execute(
        a ->
            gone.forEach(
                memory ->
                    a.noteMemory(
                        new MemoryForgotten(
                            agentId, memory.memoryId(), memory.textSha256(), by, at))));
  }
}

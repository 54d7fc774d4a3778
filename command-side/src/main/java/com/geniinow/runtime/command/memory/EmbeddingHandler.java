package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.brake.BrakeCheck;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.price.Charge;
import com.geniinow.runtime.command.price.Prices;
import com.geniinow.runtime.command.quota.Admission;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.quota.TokenClasses;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/**
 * What embedding calls use: held before, settled after. A row beside the hold says when it runs
 * out, so that a process that dies in between leaves nothing held for ever.
 */
@Component
class EmbeddingHandler {
  private final Agents agents;
  private final Prices prices;
  private final BrakeCheck brakes;
  private final MemoryTable rows;
  private final MemoryRoom room;
  private final MemoryChanges changes;
  private final EmbeddingHoldTable holds;
  private final EmbeddingSettlement settlement;
  private final IdempotencyKeyTable keys;

  EmbeddingHandler(
      Agents agents,
      Prices prices,
      BrakeCheck brakes,
      MemoryTable rows,
      MemoryRoom room,
      MemoryChanges changes,
      EmbeddingHoldTable holds,
      EmbeddingSettlement settlement,
      IdempotencyKeyTable keys) {
    this.agents = agents;
    this.prices = prices;
    this.brakes = brakes;
    this.rows = rows;
    this.room = room;
    this.changes = changes;
    this.holds = holds;
    this.settlement = settlement;
    this.keys = keys;
  }

  @CommandHandler
  ReserveEmbedding.Result handle(ReserveEmbedding c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var quota = both.quota();
    var wish = c.wish();
    if (wish != null && wish.requestKey() != null) {
      var key = wish.requestKey();
      var before = keys.find(c.agentId(), key.key(), key.hash(), c.at());
      if (before.isPresent()) {
        return new ReserveEmbedding.Replayed(before.get());
      }
    }
    var price = prices.cost(c.model(), TokenClasses.of(c.tokens(), 0), c.at(), null);
    if (price.isEmpty() && quota.invoke(q -> q.policyOfMoney(c.at())) != OveragePolicy.ALLOW) {
      throw new Refusal.NoPrice(c.model()).exception();
    }
    if (wish != null && wish.taskId() != null && !rows.hasTask(wish.taskId())) {
      throw new Refusal.InvalidValue("task_id", "is no task of this agent").exception();
    }
    if (wish != null) {
      agent.execute(Agent::mustBeActive);
    } else {
      agent.execute(Agent::mustNotBeTerminated);
    }
    brakes.mustMayBegin(c.agentId(), null, c.model());
    if (wish != null) {
      var same = rows.same(c.agentId(), wish, c.at());
      if (same.isPresent()) {
        return new ReserveEmbedding.Known(
            changes.again(c.agentId(), agent, same.get(), wish, false, c.at()));
      }
      if (!room.has(c.agentId(), wish, quota.invoke(Quota::storageLeft), c.at())) {
        return new ReserveEmbedding.Full(room.refusal(quota.invoke(Quota::storageLeft)));
      }
    }
    var kind = wish != null ? "memory.embed" : "memory.search";
    var most = price.orElse(Charge.NOTHING);
    var admission =
        quota.invoke(
            q ->
                q.reserve(
                    c.holdId(),
                    QuotaEvent.EMBEDDING,
                    kind,
                    c.tokens(),
                    most.usd(),
                    most.price(),
                    c.at()));
    return switch (admission) {
      case Admission.Refused refused ->
          new ReserveEmbedding.OverQuota(refused.why(), quota.version());
      case Admission.Admitted admitted -> {
        holds.keep(c);
        yield new ReserveEmbedding.Held();
      }
    };
  }

  @CommandHandler
  void handle(SettleEmbedding c) {
    settlement.settle(
        agents.withQuota(c),
        new EmbeddingSettlement.Call(
            c.holdId(), c.model(), c.ending(), c.tokens(), c.reportedTokens()),
        c.at());
  }
}

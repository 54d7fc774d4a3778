package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.AgentAndQuota;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.brake.BrakeCheck;
import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.memory.SettleEmbedding.Ending;
import com.geniinow.runtime.command.price.Charge;
import com.geniinow.runtime.command.price.Prices;
import com.geniinow.runtime.command.quota.Admission;
import com.geniinow.runtime.command.quota.TokenClasses;
import com.geniinow.runtime.command.quota.Usage;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What embedding calls use: held before, settled after. A row beside the hold says when it runs
 * out, so that a process that dies in between leaves nothing held for ever.
 */
@Component
class EmbeddingHandler {
  private final JdbcClient jdbc;
  private final Agents agents;
  private final Prices prices;
  private final BrakeCheck brakes;
  private final MemoryTable rows;
  private final IdempotencyKeyTable keys;

  EmbeddingHandler(
      JdbcClient jdbc,
      Agents agents,
      Prices prices,
      BrakeCheck brakes,
      MemoryTable rows,
      IdempotencyKeyTable keys) {
    this.jdbc = jdbc;
    this.agents = agents;
    this.prices = prices;
    this.brakes = brakes;
    this.rows = rows;
    this.keys = keys;
  }

  @CommandHandler
  ReserveEmbedding.Result handle(ReserveEmbedding c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var quota = both.quota();
    if (c.key() != null) {
      var before = keys.find(c.agentId(), c.key().key(), c.key().hash(), c.at());
      if (before.isPresent()) {
        return new ReserveEmbedding.Replayed(before.get());
      }
    }
    var price = prices.cost(c.model(), TokenClasses.of(c.tokens(), 0), c.at(), null);
    if (price.isEmpty() && quota.invoke(q -> q.policyOfMoney(c.at())) != OveragePolicy.ALLOW) {
      throw new Refusal.NoPrice(c.model()).exception();
    }
    if (c.taskId() != null && !rows.hasTask(c.taskId())) {
      throw new Refusal.InvalidValue("task_id", "is no task of this agent").exception();
    }
    if (c.storing()) {
      agent.execute(Agent::mustBeActive);
    }
    brakes.mustMayBegin(c.agentId(), null, c.model());
    var kind = c.storing() ? "memory.embed" : "memory.search";
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
        keepHold(c);
        yield new ReserveEmbedding.Held();
      }
    };
  }

  @CommandHandler
  void handle(SettleEmbedding c) {
    settle(
        agents.withQuota(c),
        c.holdId(),
        c.model(),
        c.ending(),
        c.tokens(),
        c.reportedTokens(),
        c.at());
  }

  @CommandHandler
  StoreMemory.Result handle(StoreMemory c) {
    settle(
        agents.withQuota(c),
        c.memoryId(),
        c.model(),
        Ending.ANSWERED,
        c.tokens(),
        c.reportedTokens(),
        c.at());
    if (c.key() != null) {
      // A refusal that is thrown would take what was settled back with it.
      try {
        var before = keys.find(c.agentId(), c.key().key(), c.key().hash(), c.at());
        if (before.isPresent()) {
          return new StoreMemory.Replayed(before.get());
        }
      } catch (RefusedException reused) {
        return new StoreMemory.KeyReused();
      }
    }
    if (!rows.store(c)) {
      return new StoreMemory.ModelChanged();
    }
    var response = new RememberedMemory(c.memoryId(), c.model(), c.at()).json();
    if (c.key() != null) {
      keys.keep(c.agentId(), c.key().key(), c.key().hash(), response, c.at());
    }
    return new StoreMemory.Stored(response);
  }

  /** Does nothing for a hold that has been settled. */
  private void settle(
      AgentAndQuota both,
      UUID holdId,
      String model,
      Ending ending,
      long tokens,
      long reportedTokens,
      Instant at) {
    both.settle(
        quota -> {
          int call = QuotaEvent.EMBEDDING;
          var held = quota.reserved(holdId, call);
          if (held == null) {
            return;
          }
          switch (ending) {
            case ANSWERED -> {
              var read = TokenClasses.of(tokens, 0);
              var cost = prices.cost(model, read, held.at(), held.price()).orElse(null);
              Long reported = reportedTokens > tokens ? Long.valueOf(reportedTokens) : null;
              var usage =
                  new Usage(
                      model,
                      read,
                      cost == null ? null : cost.usd(),
                      cost == null ? null : cost.version(),
                      false,
                      reported,
                      true);
              quota.settle(holdId, call, usage, false, at);
            }
            case FAILED -> quota.release(holdId, call, "embedding_failed", at);
            case UNKNOWN -> {
              var most =
                  new Usage(
                      model,
                      TokenClasses.of(held.tokens(), 0),
                      held.costUsd(),
                      held.price() == null ? null : held.price().version(),
                      false,
                      null,
                      false);
              quota.settle(holdId, call, most, true, at);
            }
          }
        },
        at);
    jdbc.sql("DELETE FROM embedding_holds WHERE hold_id = ?").param(holdId).update();
  }

  private void keepHold(ReserveEmbedding c) {
    jdbc.sql(
            """
            INSERT INTO embedding_holds (hold_id, agent_id, entity_id, model, expires_at)
            VALUES (?, ?, ?, ?, clock_timestamp() + ? * interval '1 millisecond')""")
        .param(c.holdId())
        .param(c.agentId())
        .param(AgentEntry.entity())
        .param(c.model())
        .param(Duration.between(c.at(), c.until()).toMillis())
        .update();
  }
}

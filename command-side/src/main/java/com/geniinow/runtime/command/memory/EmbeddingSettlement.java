package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.agent.AgentAndQuota;
import com.geniinow.runtime.command.memory.SettleEmbedding.Ending;
import com.geniinow.runtime.command.price.Prices;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.quota.Reserved;
import com.geniinow.runtime.command.quota.TokenClasses;
import com.geniinow.runtime.command.quota.Usage;
import com.geniinow.runtime.events.quota.QuotaEvent;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Ends the holds of embedding calls: what they used is charged, once. */
@Component
class EmbeddingSettlement {
  private final Prices prices;
  private final EmbeddingHoldTable holds;

  EmbeddingSettlement(Prices prices, EmbeddingHoldTable holds) {
    this.prices = prices;
    this.holds = holds;
  }

  /**
   * How a call ended.
   *
   * @param tokens what counts of what the provider charged
   * @param reportedTokens what it says it charged
   */
  record Call(UUID holdId, String model, Ending ending, long tokens, long reportedTokens) {}

  /** Does nothing for a hold that has been settled. */
  void settle(AgentAndQuota both, Call call, Instant at) {
    both.settle(
        quota -> {
          var held = quota.reserved(call.holdId(), QuotaEvent.EMBEDDING);
          if (held != null) {
            settle(quota, held, call, at);
          }
        },
        at);
    holds.end(call.holdId());
  }

  private void settle(Quota quota, Reserved held, Call call, Instant at) {
    int attempt = QuotaEvent.EMBEDDING;
    switch (call.ending()) {
      case ANSWERED -> {
        var read = TokenClasses.of(call.tokens(), 0);
        var cost = prices.cost(call.model(), read, held.at(), held.price()).orElse(null);
        Long reported =
            call.reportedTokens() > call.tokens() ? Long.valueOf(call.reportedTokens()) : null;
        var usage =
            new Usage(
                call.model(),
                read,
                cost == null ? null : cost.usd(),
                cost == null ? null : cost.version(),
                false,
                reported,
                true);
        quota.settle(call.holdId(), attempt, usage, false, at);
      }
      case FAILED -> quota.release(call.holdId(), attempt, "embedding_failed", at);
      case UNKNOWN -> {
        var most =
            new Usage(
                call.model(),
                TokenClasses.of(held.tokens(), 0),
                held.costUsd(),
                held.price() == null ? null : held.price().version(),
                false,
                null,
                false);
        quota.settle(call.holdId(), attempt, most, true, at);
      }
    }
  }
}

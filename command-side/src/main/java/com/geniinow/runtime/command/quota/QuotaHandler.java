package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.events.quota.QuotaLimits;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The commands that concern the quota alone. */
@Component
class QuotaHandler {
  private final Quotas quotas;
  private final Corrections corrections;
  private final IdempotencyKeyTable keys;
  private final ErasedAgents erased;

  QuotaHandler(
      Quotas quotas, Corrections corrections, IdempotencyKeyTable keys, ErasedAgents erased) {
    this.quotas = quotas;
    this.corrections = corrections;
    this.keys = keys;
    this.erased = erased;
  }

  @CommandHandler
  void handle(ChangeQuota c) {
    erased.refuse(c.agentId());
    quotas
        .of(c.agentId())
        .execute(
            quota -> {
              var old = quota.limits();
              quota.change(
                  new QuotaLimits(
                      c.monthlyTokens() == null ? old.monthlyTokens() : c.monthlyTokens(),
                      c.monthlyCostUsd() == null ? old.monthlyCostUsd() : c.monthlyCostUsd(),
                      c.storageBytes() == null ? old.storageBytes() : c.storageBytes(),
                      or(c.dailyTokens(), old.dailyTokens()),
                      or(c.dailyCostUsd(), old.dailyCostUsd()),
                      or(c.costPerMinuteUsd(), old.costPerMinuteUsd())),
                  c.policy() == null ? quota.policy() : c.policy(),
                  c.by(),
                  c.at());
            });
  }

  private static <T> @Nullable T or(@Nullable Optional<T> change, @Nullable T old) {
    return change == null ? old : change.orElse(null);
  }

  @CommandHandler
  void handle(RaiseQuota c) {
    erased.refuse(c.agentId());
    quotas
        .of(c.agentId())
        .execute(quota -> quota.raise(c.raiseId(), c.raise(), c.reason(), c.by(), c.at()));
  }

  @CommandHandler
  CorrectUsage.Result handle(CorrectUsage c) {
    if (c.key() != null) {
      var first = keys.find(c.agentId(), c.key(), c.requestHash(), c.at());
      if (first.isPresent()) {
        return new CorrectUsage.Result(UUID.fromString(first.get()), true);
      }
    }
    corrections.apply(c.agentId(), c.correction(), c.by(), c.at());
    var id = c.correction().correctionId();
    if (c.key() != null) {
      keys.keep(c.agentId(), c.key(), c.requestHash(), id.toString(), c.at());
    }
    return new CorrectUsage.Result(id, false);
  }

  @CommandHandler
  boolean handle(OpenPeriod c) {
    return quotas.of(c.agentId()).invoke(quota -> quota.openPeriod(c.at()));
  }
}

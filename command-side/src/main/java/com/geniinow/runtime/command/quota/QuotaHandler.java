package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.quota.QuotaLimits;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/** The commands that concern the quota alone. */
@Component
class QuotaHandler {
  private final Quotas quotas;

  QuotaHandler(Quotas quotas) {
    this.quotas = quotas;
  }

  @CommandHandler
  void handle(ChangeQuota c) {
    quotas
        .of(c.agentId())
        .execute(
            quota -> {
              var old = quota.limits();
              quota.change(
                  new QuotaLimits(
                      c.monthlyTokens() == null ? old.monthlyTokens() : c.monthlyTokens(),
                      c.monthlyCostUsd() == null ? old.monthlyCostUsd() : c.monthlyCostUsd(),
                      c.storageBytes() == null ? old.storageBytes() : c.storageBytes()),
                  c.policy() == null ? quota.policy() : c.policy(),
                  c.by(),
                  c.at());
            });
  }

  @CommandHandler
  boolean handle(OpenPeriod c) {
    return quotas.of(c.agentId()).invoke(quota -> quota.openPeriod(c.at()));
  }
}

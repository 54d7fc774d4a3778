package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.QuotaLimits;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** The commands that concern the quota alone. */
@Component
class QuotaHandler {
  private final Repository<Quota> quotas;

  QuotaHandler(Repository<Quota> quotas) {
    this.quotas = quotas;
  }

  @CommandHandler
  void handle(ChangeQuota c) {
    load(c.agentId())
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
    return load(c.agentId()).invoke(quota -> quota.openPeriod(c.at()));
  }

  private Aggregate<Quota> load(UUID agentId) {
    return quotas.load(Ids.quotaOf(agentId).toString());
  }
}

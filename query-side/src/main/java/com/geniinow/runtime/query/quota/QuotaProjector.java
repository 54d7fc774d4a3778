package com.geniinow.runtime.query.quota;

import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.PeriodOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.StorageEvent;
import com.geniinow.runtime.events.quota.StorageEvent.StorageFreed;
import com.geniinow.runtime.events.quota.StorageEvent.StorageRefused;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReleased;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReserved;
import com.geniinow.runtime.events.quota.StorageEvent.StorageTaken;
import com.geniinow.runtime.query.projection.Projector;
import com.geniinow.runtime.query.projection.StoredEvent;
import com.geniinow.runtime.query.projection.Writes;
import java.math.BigDecimal;

/**
 * The tables agent_quotas and agent_quota_usage. The quota row shows the current period only: what
 * is reserved or settled for an earlier one changes that period's usage rows and nothing else.
 */
public final class QuotaProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    if (event.payload() instanceof StorageEvent happened) {
      projectStorage(happened, writes);
    }
    if (event.payload() instanceof QuotaEvent happened) {
      switch (happened) {
        case QuotaOpened e -> open(e, writes);
        case QuotaChanged e -> change(e, writes);
        case PeriodOpened e -> openPeriod(e, writes);
        case UsageReserved e -> reserve(e, e.tokens(), e.costUsd(), e.period(), writes);
        case ReservationReleased e ->
            reserve(e, -e.tokens(), e.costUsd().negate(), e.period(), writes);
        case UsageRecorded e -> {
          insertUsage(event, e, writes);
          settle(e, writes);
        }
        case UsageRefused e -> {}
        case OverageRecorded e -> {}
      }
    }
  }

  /** Holds of storage are the aggregate's alone; the row shows what is taken. */
  private static void projectStorage(StorageEvent event, Writes writes) {
    switch (event) {
      case StorageTaken e -> take(e, e.bytes(), writes);
      case StorageFreed e -> take(e, -e.bytes(), writes);
      case StorageReserved e -> {}
      case StorageReleased e -> {}
      case StorageRefused e -> {}
    }
  }

  private static void take(StorageEvent e, long bytes, Writes writes) {
    writes.one(
        """
        UPDATE agent_quotas SET storage_used_bytes = storage_used_bytes + ?, updated_at = ?
        WHERE agent_id = ?""",
        bytes,
        e.at(),
        e.agentId());
  }

  private static void open(QuotaOpened e, Writes writes) {
    writes.one(
        """
        INSERT INTO agent_quotas
          (agent_id, entity_id, period, monthly_token_limit, monthly_tokens_used,
           monthly_tokens_reserved, monthly_cost_limit_usd, monthly_cost_used_usd,
           monthly_cost_reserved_usd, storage_limit_bytes, storage_used_bytes, overage_policy,
           updated_at)
        VALUES (?, ?, ?, ?, 0, 0, ?, 0, 0, ?, 0, ?, ?)""",
        e.agentId(),
        e.entityId(),
        e.period(),
        e.limits().monthlyTokens(),
        e.limits().monthlyCostUsd(),
        e.limits().storageBytes(),
        e.policy().wire(),
        e.at());
  }

  private static void change(QuotaChanged e, Writes writes) {
    writes.one(
        """
        UPDATE agent_quotas SET monthly_token_limit = ?, monthly_cost_limit_usd = ?,
          storage_limit_bytes = ?, overage_policy = ?, updated_at = ? WHERE agent_id = ?""",
        e.limits().monthlyTokens(),
        e.limits().monthlyCostUsd(),
        e.limits().storageBytes(),
        e.policy().wire(),
        e.at(),
        e.agentId());
  }

  private static void openPeriod(PeriodOpened e, Writes writes) {
    writes.one(
        """
        UPDATE agent_quotas SET period = ?, monthly_tokens_used = 0, monthly_tokens_reserved = 0,
          monthly_cost_used_usd = 0, monthly_cost_reserved_usd = 0, updated_at = ?
        WHERE agent_id = ?""",
        e.period(),
        e.at(),
        e.agentId());
  }

  private static void reserve(
      QuotaEvent e, long tokens, BigDecimal costUsd, String period, Writes writes) {
    writes.one(
        """
        UPDATE agent_quotas SET
          monthly_tokens_reserved = monthly_tokens_reserved + CASE WHEN period = ? THEN ? ELSE 0 END,
          monthly_cost_reserved_usd = monthly_cost_reserved_usd + CASE WHEN period = ? THEN ? ELSE 0 END,
          updated_at = ?
        WHERE agent_id = ?""",
        period,
        tokens,
        period,
        costUsd,
        e.at(),
        e.agentId());
  }

  private static void settle(UsageRecorded e, Writes writes) {
    writes.one(
        """
        UPDATE agent_quotas q SET
          monthly_tokens_used = monthly_tokens_used + u.tokens,
          monthly_tokens_reserved = monthly_tokens_reserved - u.reserved_tokens,
          monthly_cost_used_usd = monthly_cost_used_usd + u.cost,
          monthly_cost_reserved_usd = monthly_cost_reserved_usd - u.reserved_cost,
          updated_at = u.at
        FROM (SELECT current.agent_id, ?::timestamptz AS at,
                CASE WHEN period = ? THEN ? ELSE 0 END AS tokens,
                CASE WHEN period = ? THEN ? ELSE 0 END AS reserved_tokens,
                CASE WHEN period = ? THEN ? ELSE 0 END AS cost,
                CASE WHEN period = ? THEN ? ELSE 0 END AS reserved_cost
              FROM agent_quotas current WHERE agent_id = ?) u
        WHERE q.agent_id = u.agent_id""",
        e.at(),
        e.period(),
        e.tokens(),
        e.period(),
        e.reservedTokens(),
        e.period(),
        e.costUsd(),
        e.period(),
        e.reservedCostUsd(),
        e.agentId());
  }

  private static void insertUsage(StoredEvent event, UsageRecorded e, Writes writes) {
    writes.one(
        """
        INSERT INTO agent_quota_usage
          (usage_id, agent_id, entity_id, task_id, attempt, model, input_tokens, output_tokens,
           tokens, cost_usd, period, estimated, recorded_at)
        SELECT ?, agent_id, entity_id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
        FROM agents WHERE agent_id = ?""",
        event.eventId(),
        e.taskId(),
        e.attempt(),
        e.model(),
        e.inputTokens(),
        e.outputTokens(),
        e.tokens(),
        e.costUsd(),
        e.period(),
        e.estimated(),
        e.at(),
        e.agentId());
  }
}

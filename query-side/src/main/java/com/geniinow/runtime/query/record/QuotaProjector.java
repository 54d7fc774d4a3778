package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.PeriodOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaRaised;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageImplausible;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.StorageEvent;
import com.geniinow.runtime.events.quota.StorageEvent.StorageFreed;
import com.geniinow.runtime.events.quota.StorageEvent.StorageRefused;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReleased;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReserved;
import com.geniinow.runtime.events.quota.StorageEvent.StorageTaken;
import com.geniinow.runtime.query.record.Change.Update;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The tables agent_quotas, agent_quota_usage and limit_raises. The quota row shows the current
 * period and day only: what is reserved or settled for an earlier one changes its usage rows and
 * nothing else.
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
        case UsageReserved e -> {
          var call = e.call();
          reserve(
              e,
              call != null && call.tokensOfTask() ? 0 : e.tokens(),
              call != null && call.costOfTask() ? BigDecimal.ZERO : e.costUsd(),
              writes);
        }
        case ReservationReleased e -> release(e, writes);
        case QuotaRaised e -> raise(e, writes);
        case UsageRecorded e -> {
          insertUsage(event, e, writes);
          settle(e, writes);
        }
        case UsageCorrected e -> {
          insertCorrection(e, writes);
          correct(e, writes);
        }
        case UsageRefused e -> {}
        case OverageRecorded e -> {}
        case UsageImplausible e -> {}
      }
    }
  }

  private static void projectStorage(StorageEvent event, Writes writes) {
    switch (event) {
      case StorageTaken e -> {
        take(e, e.bytes(), writes);
        hold(e, -e.reservedBytes(), writes);
      }
      case StorageFreed e -> take(e, -e.bytes(), writes);
      case StorageReserved e -> hold(e, e.bytes(), writes);
      case StorageReleased e -> hold(e, -e.bytes(), writes);
      case StorageRefused e -> {}
    }
  }

  private static void take(StorageEvent e, long bytes, Writes writes) {
    update(e, writes).add("storage_used_bytes", BigDecimal.valueOf(bytes));
  }

  private static void hold(StorageEvent e, long bytes, Writes writes) {
    update(e, writes).add("storage_reserved_bytes", BigDecimal.valueOf(bytes));
  }

  private static void open(QuotaOpened e, Writes writes) {
    writes
        .insert("agent_quotas")
        .set("agent_id", e.agentId())
        .set("entity_id", e.entityId())
        .set("period", e.period())
        .set("monthly_token_limit", e.limits().monthlyTokens())
        .set("monthly_tokens_used", 0)
        .set("monthly_tokens_reserved", 0)
        .set("monthly_cost_limit_usd", e.limits().monthlyCostUsd())
        .set("monthly_cost_used_usd", 0)
        .set("monthly_cost_reserved_usd", 0)
        .set("storage_limit_bytes", e.limits().storageBytes())
        .set("storage_used_bytes", 0)
        .set("storage_reserved_bytes", 0)
        .set("overage_policy", e.policy().wire())
        .set("updated_at", e.at())
        .set("daily_token_limit", e.limits().dailyTokens())
        .set("daily_cost_limit_usd", e.limits().dailyCostUsd())
        .set("max_cost_per_minute_usd", e.limits().costPerMinuteUsd());
  }

  private static void raise(QuotaRaised e, Writes writes) {
    writes
        .insert("limit_raises", e.agentId())
        .set("raise_id", e.raiseId())
        .set("of_window", e.window().wire())
        .set("tokens", e.tokens())
        .set("cost_usd", e.costUsd())
        .set("until", e.until())
        .set("reason", e.reason())
        .set("raised_by", e.by())
        .set("raised_at", e.at());
  }

  private static void change(QuotaChanged e, Writes writes) {
    update(e, writes)
        .set("monthly_token_limit", e.limits().monthlyTokens())
        .set("monthly_cost_limit_usd", e.limits().monthlyCostUsd())
        .set("storage_limit_bytes", e.limits().storageBytes())
        .set("overage_policy", e.policy().wire())
        .set("daily_token_limit", e.limits().dailyTokens())
        .set("daily_cost_limit_usd", e.limits().dailyCostUsd())
        .set("max_cost_per_minute_usd", e.limits().costPerMinuteUsd());
  }

  private static void openPeriod(PeriodOpened e, Writes writes) {
    update(e, writes)
        .set("period", e.period())
        .set("monthly_tokens_used", 0)
        .set("monthly_tokens_reserved", 0)
        .set("monthly_cost_used_usd", 0)
        .set("monthly_cost_reserved_usd", 0);
  }

  private static void reserve(UsageReserved e, long tokens, BigDecimal costUsd, Writes writes) {
    var quota = update(e, writes);
    addReserved(quota, "monthly", BigDecimal.valueOf(tokens), costUsd, e.period());
    if (e.opensDay()) {
      openDay(quota, e.day(), 0, BigDecimal.ZERO, tokens, costUsd);
    } else if (e.day() != null) {
      addReserved(quota, "daily", BigDecimal.valueOf(tokens), costUsd, e.day());
    }
  }

  private static void openDay(
      Update quota,
      @Nullable String day,
      long usedTokens,
      BigDecimal usedUsd,
      long heldTokens,
      BigDecimal heldUsd) {
    quota
        .set("day", day)
        .set("daily_tokens_used", usedTokens)
        .set("daily_tokens_reserved", heldTokens)
        .set("daily_cost_used_usd", usedUsd)
        .set("daily_cost_reserved_usd", heldUsd);
  }

  private static void release(ReservationReleased e, Writes writes) {
    var quota = update(e, writes);
    var tokens = BigDecimal.valueOf(-e.tokens());
    addReserved(quota, "monthly", tokens, e.costUsd().negate(), e.period());
    if (e.day() != null) {
      addReserved(quota, "daily", tokens, e.costUsd().negate(), e.day());
    }
  }

  private static void settle(UsageRecorded e, Writes writes) {
    var quota = update(e, writes);
    var tokens = BigDecimal.valueOf(e.returnedTokens() - e.reservedTokens());
    var cost = e.returnedCostUsd().subtract(e.reservedCostUsd());
    addReserved(quota, "monthly", tokens, cost, e.period());
    addUsed(quota, "monthly", e.tokens(), e.costUsd(), e.period());
    if (e.day() != null) {
      addReserved(quota, "daily", tokens, cost, e.day());
      addUsed(quota, "daily", e.tokens(), e.costUsd(), e.day());
    }
  }

  private static void addReserved(
      Update quota, String window, BigDecimal tokens, BigDecimal costUsd, String name) {
    addIn(quota, window, "reserved", tokens, costUsd, name);
  }

  private static void addUsed(
      Update quota, String window, long tokens, BigDecimal costUsd, String name) {
    addIn(quota, window, "used", BigDecimal.valueOf(tokens), costUsd, name);
  }

  /** Adds where the row shows that month or day; what counts in another changes nothing here. */
  private static void addIn(
      Update quota,
      String window,
      String what,
      BigDecimal tokens,
      BigDecimal costUsd,
      String name) {
    var column = window.equals("daily") ? "day" : "period";
    quota.addIf(window + "_cost_" + what + "_usd", costUsd, column, name);
    quota.addIf(window + "_tokens_" + what, tokens, column, name);
  }

  private static Update update(RuntimeEvent e, Writes writes) {
    return writes.update("agent_quotas", "agent_id", e.agentId()).set("updated_at", e.at());
  }

  private static void insertUsage(StoredEvent event, UsageRecorded e, Writes writes) {
    var usage = writes.insert("agent_quota_usage", e.agentId());
    usage
        .set("usage_id", event.eventId())
        .set("task_id", e.attempt() == QuotaEvent.CALL ? null : e.taskId())
        .set("attempt", e.attempt() == QuotaEvent.CALL ? null : e.attempt())
        .set("model", e.model())
        .set("input_tokens", e.inputTokens())
        .set("output_tokens", e.outputTokens())
        .set("cached_input_tokens", e.cachedInputTokens())
        .set("cache_write_tokens", e.cacheWriteTokens())
        .set("reasoning_tokens", e.reasoningTokens())
        .set("tokens", e.tokens())
        .set("cost_usd", e.costUsd())
        .set("period", e.period())
        .set("day", e.day())
        .set("estimated", e.estimated())
        .set("recorded_at", e.at())
        .set("kind", "use")
        .set("price_version", e.priceVersion())
        .set("price_assumed", e.priceAssumed())
        .set("held_at", e.heldAt())
        .set("key_id", event.keyId());
    var call = e.call();
    if (call != null) {
      usage
          .set("call_id", call.callId())
          .set("by_agent", call.ownHold())
          .set("operation", call.operation())
          .set("provider", call.provider())
          .set("status", call.status())
          .set("latency_ms", call.latencyMs())
          .set("request_sha256", call.requestSha256())
          .set("response_sha256", call.responseSha256());
    }
  }

  private static void insertCorrection(UsageCorrected e, Writes writes) {
    writes
        .insert("agent_quota_usage", e.agentId())
        .set("usage_id", e.correctionId())
        .set("task_id", e.taskId())
        .set("model", e.model())
        .set("input_tokens", 0)
        .set("output_tokens", 0)
        .set("cached_input_tokens", 0)
        .set("cache_write_tokens", 0)
        .set("reasoning_tokens", 0)
        .set("tokens", e.tokens())
        .set("cost_usd", e.costUsd())
        .set("period", e.period())
        .set("day", e.day())
        .set("estimated", false)
        .set("recorded_at", e.at())
        .set("kind", "correction")
        .set("price_version", e.priceVersion())
        .set("price_assumed", false)
        .set("corrects", e.usageId())
        .set("reason", e.reason());
  }

  private static void correct(UsageCorrected e, Writes writes) {
    var quota = update(e, writes);
    addUsed(quota, "monthly", e.tokens(), e.costUsd(), e.period());
    if (e.opensDay()) {
      openDay(quota, e.day(), e.tokens(), e.costUsd(), 0, BigDecimal.ZERO);
    } else if (e.day() != null) {
      addUsed(quota, "daily", e.tokens(), e.costUsd(), e.day());
    }
  }
}

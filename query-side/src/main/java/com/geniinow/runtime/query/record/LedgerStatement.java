package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.access.AccessEvent.SubjectTokensRevoked;
import com.geniinow.runtime.events.agent.AgentEvent;
import com.geniinow.runtime.events.agent.AgentEvent.AgentChanged;
import com.geniinow.runtime.events.agent.AgentEvent.AgentErased;
import com.geniinow.runtime.events.agent.AgentEvent.AgentExported;
import com.geniinow.runtime.events.agent.AgentEvent.AgentImported;
import com.geniinow.runtime.events.agent.AgentEvent.AgentProvisioned;
import com.geniinow.runtime.events.agent.AgentEvent.AgentResumed;
import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import com.geniinow.runtime.events.agent.AgentEvent.AgentTerminated;
import com.geniinow.runtime.events.agent.AgentEvent.DayErased;
import com.geniinow.runtime.events.agent.AgentEvent.DayTextErased;
import com.geniinow.runtime.events.agent.AgentEvent.ErasureStarted;
import com.geniinow.runtime.events.agent.AgentEvent.KeyCreated;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRevoked;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRotated;
import com.geniinow.runtime.events.agent.AgentEvent.TextErased;
import com.geniinow.runtime.events.agent.AgentEvent.TokensRevoked;
import com.geniinow.runtime.events.brake.BrakeEvent;
import com.geniinow.runtime.events.brake.BrakeEvent.BrakeReleased;
import com.geniinow.runtime.events.brake.BrakeEvent.BrakeSet;
import com.geniinow.runtime.events.brake.RunningWork;
import com.geniinow.runtime.events.budget.BudgetEvent;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetRaised;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetSet;
import com.geniinow.runtime.events.budget.BudgetEvent.LegalHoldReleased;
import com.geniinow.runtime.events.budget.BudgetEvent.LegalHoldSet;
import com.geniinow.runtime.events.budget.BudgetEvent.RetentionSet;
import com.geniinow.runtime.events.file.FileEvent;
import com.geniinow.runtime.events.file.FileEvent.FileDeleted;
import com.geniinow.runtime.events.file.FileEvent.FileStored;
import com.geniinow.runtime.events.file.FileEvent.FileUrlIssued;
import com.geniinow.runtime.events.memory.MemoryEvent;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryForgotten;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryRecorded;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryRemembered;
import com.geniinow.runtime.events.memory.MemoryEvent.MemorySuperseded;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryTtlChanged;
import com.geniinow.runtime.events.price.PriceEvent;
import com.geniinow.runtime.events.price.PriceEvent.PriceSet;
import com.geniinow.runtime.events.price.PriceEvent.RepriceOrdered;
import com.geniinow.runtime.events.quota.ModelCall;
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
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.RateEvent;
import com.geniinow.runtime.events.quota.RateEvent.CostRatePassed;
import com.geniinow.runtime.events.quota.RateEvent.CostRateRestarted;
import com.geniinow.runtime.events.quota.StorageEvent;
import com.geniinow.runtime.events.quota.StorageEvent.StorageFreed;
import com.geniinow.runtime.events.quota.StorageEvent.StorageRefused;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReleased;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReserved;
import com.geniinow.runtime.events.quota.StorageEvent.StorageTaken;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.events.schedule.ScheduleEvent;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleCreated;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleDeleted;
import com.geniinow.runtime.events.schedule.ScheduleEvent.SchedulePaused;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleRan;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleResumed;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleSkipped;
import com.geniinow.runtime.events.task.TaskEvent;
import com.geniinow.runtime.events.task.TaskEvent.TaskApproved;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskBraked;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskDenied;
import com.geniinow.runtime.events.task.TaskEvent.TaskDue;
import com.geniinow.runtime.events.task.TaskEvent.TaskExpired;
import com.geniinow.runtime.events.task.TaskEvent.TaskRedriven;
import com.geniinow.runtime.events.task.TaskEvent.TaskReleased;
import com.geniinow.runtime.events.task.TaskEvent.TaskRequeued;
import com.geniinow.runtime.events.task.TaskEvent.TaskStarted;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.task.TaskEvent.TaskUnbraked;
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.tasktype.TaskTypeEvent.TaskTypeSet;
import com.geniinow.runtime.events.webhook.WebhookEvent;
import com.geniinow.runtime.events.webhook.WebhookEvent.CallbackAsked;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookChanged;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookCreated;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookDeleted;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookReplayed;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookRotated;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the ledger says of an event, or nothing where it is of no matter to compliance. */
record LedgerStatement(String type, Map<String, @Nullable Object> details) {
  /** Details that may be text of people, and the events' components that they are made of. */
  static final Map<String, String> TEXTS =
      Map.of("name", "name", "reason", "reason", "origin", "url");

  /**
   * The details as RFC 8785 wants them: sorted names, shortest form, no white space.
   *
   * @param content the hash of the event's content, which then is one of them; null for none
   */
  String canonicalDetails(@Nullable String content) {
    return canonicalDetails(content, null);
  }

  /**
   * The same, with the key that acted.
   *
   * @param keyId null where no key did
   */
  String canonicalDetails(@Nullable String content, @Nullable UUID keyId) {
    if (content == null && keyId == null) {
      return CanonicalJson.of(details);
    }
    var all = new TreeMap<String, @Nullable Object>(details);
    if (content != null) {
      all.put("content", content);
    }
    if (keyId != null) {
      all.put("key_id", keyId.toString());
    }
    return CanonicalJson.of(all);
  }

  /** The same of an event as it is stored: what is sealed of it is named by its commitment. */
  static @Nullable LedgerStatement of(StoredEvent event) {
    var said = of(event.payload());
    return said == null ? null : said.committed(event.commitments());
  }

  /** A text that is erased can't be read in an entry either, nor be missed in it. */
  private LedgerStatement committed(Map<String, String> commitments) {
    var named = new TreeMap<String, @Nullable Object>(details);
    TEXTS.forEach(
        (detail, component) -> {
          var commitment = commitments.get(component);
          if (commitment != null) {
            named.remove(detail);
            named.put(component + "_c", commitment);
          }
        });
    return new LedgerStatement(type, named);
  }

  static @Nullable LedgerStatement of(RuntimeEvent event) {
    return switch (event) {
      case AgentEvent e -> ofAgent(e);
      case TaskEvent e -> ofTask(e);
      case QuotaEvent e -> ofQuota(e);
      case StorageEvent e -> ofStorage(e);
      case RateEvent e -> ofRate(e);
      case ScheduleEvent e -> ofSchedule(e);
      case FileEvent e -> ofFile(e);
      case MemoryEvent e -> ofMemory(e);
      case PriceEvent e -> ofPrice(e);
      case BrakeEvent e -> ofBrake(e);
      case TaskTypeSet e -> ofTaskType(e);
      case WebhookEvent e -> ofWebhook(e);
      case BudgetEvent e -> ofBudget(e);
      case SubjectTokensRevoked e ->
          say(
              "subject_tokens_revoked",
              "subject",
              e.subject(),
              "through",
              e.through(),
              "reason",
              e.reason(),
              "by",
              e.by());
      default -> throw new IllegalArgumentException("unknown event " + event.getClass());
    };
  }

  private static LedgerStatement ofAgent(AgentEvent event) {
    return switch (event) {
      case AgentProvisioned e ->
          say("agent_provisioned", "entity_id", e.entityId(), "name", e.name(), "by", e.by());
      case AgentImported e ->
          say("agent_imported", "entity_id", e.entityId(), "name", e.name(), "by", e.by());
      case AgentSuspended e -> say("agent_suspended", "reason", e.reason(), "by", e.by());
      case AgentResumed e -> say("agent_resumed", "reason", e.reason(), "by", e.by());
      case AgentTerminated e -> say("agent_terminated", "reason", e.reason(), "by", e.by());
      case KeyCreated e ->
          say(
              "key_created",
              "key_id",
              e.keyId(),
              "name",
              e.name(),
              "scopes",
              String.join(" ", e.scopes()),
              "expires_at",
              e.expiresAt(),
              "by",
              e.by());
      case KeyRotated e ->
          say(
              "key_rotated",
              "key_id",
              e.keyId(),
              "secret",
              e.secret(),
              "former_until",
              e.formerUntil(),
              "by",
              e.by());
      case KeyRevoked e -> say("key_revoked", "key_id", e.keyId(), "by", e.by());
      case TokensRevoked e ->
          say("tokens_revoked", "through", e.through(), "reason", e.reason(), "by", e.by());
      case AgentChanged e -> say("agent_changed", "name", e.name(), "by", e.by());
      case ErasureStarted e ->
          erasing(say("erasure_started", "erasure_id", e.erasureId(), "reason", e.reason()), e);
      case TextErased e ->
          say(
              "text_erased",
              "erasure_id",
              e.erasureId(),
              "of",
              e.of().wire(),
              "rows",
              e.rows().size());
      case AgentErased e ->
          say("agent_erased", "erasure_id", e.erasureId(), "fingerprints", e.fingerprints());
      case DayTextErased e ->
          say("day_text_erased", "day", e.day(), "of", e.of().wire(), "rows", e.rows().size());
      case DayErased e ->
          say("day_erased", "day", e.day(), "retention_days", e.retentionDays())
              .with("tasks", e.tasks());
      case AgentExported e ->
          say(
              "agent_exported",
              "export_id",
              e.exportId(),
              "lines",
              e.lines(),
              "files",
              e.files(),
              "by",
              e.by());
    };
  }

  /** How many of each, beside who wants it. */
  private static LedgerStatement erasing(LedgerStatement said, ErasureStarted e) {
    var all = said.with("by", e.by());
    for (var count : ErasureProjector.counts(e.erased()).entrySet()) {
      all = all.with(count.getKey(), count.getValue());
    }
    return all;
  }

  private static @Nullable LedgerStatement ofTask(TaskEvent event) {
    return switch (event) {
      case TaskSubmitted e ->
          say(
                  "task_submitted",
                  "task_id",
                  e.taskId(),
                  "task_type",
                  e.type(),
                  "model",
                  e.model(),
                  "estimated_tokens",
                  e.estimatedTokens(),
                  "estimated_cost_usd",
                  e.estimatedCostUsd())
              .with("max_duration_seconds", e.maxDurationSeconds())
              .with("max_calls", e.maxCalls())
              .with("max_cost_usd", e.maxCostUsd())
              .with("run_at", TaskPlan.of(e.plan()).runAt())
              .with("expires_at", TaskPlan.of(e.plan()).expiresAt())
              .with("approval_expires_at", approvalExpiresAt(e));
      case TaskCompleted e -> say("task_completed", "task_id", e.taskId(), "attempt", e.attempt());
      case TaskDeadLettered e ->
          say(
              "task_dead_lettered",
              "task_id",
              e.taskId(),
              "attempts",
              e.attempts(),
              "reason",
              e.reason());
      case TaskRedriven e -> say("task_redriven", "task_id", e.taskId(), "by", e.by());
      case TaskCancelled e ->
          say("task_cancelled", "task_id", e.taskId(), "reason", e.reason(), "by", e.by());
      case TaskApproved e ->
          say(
                  "task_approved",
                  "task_id",
                  e.taskId(),
                  "by",
                  e.by(),
                  "payload_sha256",
                  e.payloadSha256())
              .with("reason", e.reason());
      case TaskDenied e ->
          say("task_denied", "task_id", e.taskId(), "by", e.by())
              .with("payload_sha256", e.payloadSha256())
              .with("reason", e.reason());
      case TaskExpired e -> say("task_expired", "task_id", e.taskId());
      case TaskDue e -> null;
      case TaskStarted e -> null;
      case TaskAttemptFailed e -> null;
      case TaskRequeued e -> null;
      case TaskReleased e -> null;
      case TaskBraked e ->
          say(
              "task_braked",
              "task_id",
              e.taskId(),
              "attempt",
              e.attempt(),
              "brake_id",
              e.brakeId());
      case TaskUnbraked e -> null;
    };
  }

  private static @Nullable Instant approvalExpiresAt(TaskSubmitted e) {
    var approval = TaskPlan.of(e.plan()).approval();
    return approval == null ? null : approval.expiresAt();
  }

  private static LedgerStatement ofSchedule(ScheduleEvent event) {
    return switch (event) {
      case ScheduleCreated e ->
          say(
              "schedule_created",
              "schedule_id",
              e.scheduleId(),
              "cron",
              e.cron(),
              "zone",
              e.zone(),
              "overlap",
              e.overlap().wire(),
              "catch_up",
              e.catchUp().wire(),
              "by",
              e.by());
      case SchedulePaused e -> say("schedule_paused", "schedule_id", e.scheduleId(), "by", e.by());
      case ScheduleResumed e ->
          say("schedule_resumed", "schedule_id", e.scheduleId(), "by", e.by());
      case ScheduleDeleted e ->
          say("schedule_deleted", "schedule_id", e.scheduleId(), "by", e.by());
      case ScheduleRan e ->
          say(
              "schedule_ran",
              "schedule_id",
              e.scheduleId(),
              "due_at",
              e.dueAt(),
              "task_id",
              e.taskId());
      case ScheduleSkipped e ->
          say(
              "schedule_skipped",
              "schedule_id",
              e.scheduleId(),
              "first_due_at",
              e.firstDueAt(),
              "last_due_at",
              e.lastDueAt(),
              "runs",
              e.runs(),
              "reason",
              e.reason());
    };
  }

  private static @Nullable LedgerStatement ofQuota(QuotaEvent event) {
    return switch (event) {
      case QuotaOpened e -> limits("quota_opened", e.limits(), e.policy().wire(), null);
      case QuotaChanged e -> limits("quota_changed", e.limits(), e.policy().wire(), e.by());
      case PeriodOpened e ->
          say(
              "period_opened",
              "period",
              e.period(),
              "closed_period",
              e.closedPeriod(),
              "closed_tokens_used",
              e.closedTokensUsed(),
              "closed_cost_usd",
              e.closedCostUsd());
      case UsageRecorded e -> used(e);
      case UsageCorrected e -> corrected(e);
      case UsageRefused e ->
          say(
                  e.ofCall() ? "call_refused" : "task_refused",
                  e.ofCall() ? "call_id" : "task_id",
                  e.taskId(),
                  "limit_kind",
                  e.limitKind().wire(),
                  "limit",
                  e.limit(),
                  "used",
                  e.used(),
                  "reserved",
                  e.reserved(),
                  "requested",
                  e.requested(),
                  "period",
                  e.period())
              .with("earlier", e.earlier() == 0 ? null : e.earlier())
              .with("level", e.level() == null ? null : e.level().wire())
              .with("window", e.window() == null ? null : e.window().wire());
      case UsageImplausible e ->
          say(
              "usage_implausible",
              "task_id",
              e.taskId(),
              "attempt",
              e.attempt(),
              "model",
              e.model(),
              "reported_tokens",
              e.reportedTokens(),
              "counted_tokens",
              e.countedTokens(),
              "reported_cost_usd",
              e.reportedCostUsd(),
              "counted_cost_usd",
              e.countedCostUsd());
      case OverageRecorded e ->
          say(
                  "overage_recorded",
                  "task_id",
                  e.taskId(),
                  "limit_kind",
                  e.limitKind().wire(),
                  "policy",
                  e.policy().wire(),
                  "limit",
                  e.limit(),
                  "used",
                  e.used(),
                  "reserved",
                  e.reserved(),
                  "requested",
                  e.requested(),
                  "period",
                  e.period())
              .with("level", e.level() == null ? null : e.level().wire())
              .with("window", e.window() == null ? null : e.window().wire());
      case QuotaRaised e ->
          raised("quota_raised", e.raiseId(), e.window(), e.tokens(), e.costUsd(), e.until())
              .with("reason", e.reason())
              .with("by", e.by());
      case UsageReserved e -> null;
      case ReservationReleased e -> null;
    };
  }

  private static LedgerStatement ofBudget(BudgetEvent event) {
    return switch (event) {
      case BudgetSet e ->
          say("budget_set", "level", e.level().wire(), "policy", e.policy().wire(), "by", e.by())
              .with("monthly_token_limit", e.limits().monthlyTokens())
              .with("monthly_cost_limit_usd", e.limits().monthlyCostUsd())
              .with("daily_token_limit", e.limits().dailyTokens())
              .with("daily_cost_limit_usd", e.limits().dailyCostUsd());
      case BudgetRaised e ->
          raised("budget_raised", e.raiseId(), e.window(), e.tokens(), e.costUsd(), e.until())
              .with("reason", e.reason())
              .with("by", e.by());
      case LegalHoldSet e -> say("legal_hold_set", "reason", e.reason(), "by", e.by());
      case LegalHoldReleased e ->
          say("legal_hold_released", "by", e.by()).with("reason", e.reason());
      case RetentionSet e ->
          say("retention_set", "by", e.by())
              .with("retention_days", e.days())
              .with("former_days", e.formerDays());
    };
  }

  private static LedgerStatement raised(
      String type,
      UUID raiseId,
      Window window,
      @Nullable Long tokens,
      @Nullable BigDecimal costUsd,
      Instant until) {
    return say(type, "raise_id", raiseId, "window", window.wire(), "until", until)
        .with("tokens", tokens)
        .with("cost_usd", costUsd);
  }

  /** Prices that are unknown are left out. */
  private static LedgerStatement ofPrice(PriceEvent event) {
    return switch (event) {
      case PriceSet e -> {
        var price = e.price();
        yield say(
                "price_set",
                "model",
                e.model(),
                "version",
                e.version(),
                "provider",
                price.provider(),
                "input_usd_per_mtok",
                price.inputUsd(),
                "output_usd_per_mtok",
                price.outputUsd(),
                "valid_from",
                e.validFrom(),
                "reason",
                e.reason(),
                "by",
                e.by())
            .with("cached_input_usd_per_mtok", price.cachedInputUsd())
            .with("cache_write_usd_per_mtok", price.cacheWriteUsd())
            .with("cache_write_1h_usd_per_mtok", price.cacheWrite1hUsd())
            .with("long_context_from", price.longContextFrom())
            .with("long_context_input_usd_per_mtok", price.longContextInputUsd())
            .with("long_context_output_usd_per_mtok", price.longContextOutputUsd())
            .with("max_output_tokens", price.maxOutputTokens())
            .with("context_tokens", price.contextTokens())
            .with("cap_field", price.capField())
            .with("hidden_output", price.hiddenOutput())
            .with("stream_usage", price.streamUsage())
            .with("fallback", price.fallback() == null ? null : String.join(" ", price.fallback()));
      }
      case RepriceOrdered e ->
          say(
              "reprice_ordered",
              "reprice_id",
              e.repriceId(),
              "model",
              e.model(),
              "version",
              e.version(),
              "from",
              e.from(),
              "to",
              e.to(),
              "reason",
              e.reason(),
              "by",
              e.by());
    };
  }

  /** An address by its origin: what follows may hold what only its receiver should know. */
  private static @Nullable LedgerStatement ofWebhook(WebhookEvent event) {
    return switch (event) {
      case WebhookCreated e ->
          say(
                  "webhook_created",
                  "webhook_id",
                  e.webhookId(),
                  "origin",
                  origin(e.url()),
                  "events",
                  String.join(" ", e.types()),
                  "by",
                  e.by())
              .with("entity_id", e.ofEntity());
      case WebhookChanged e ->
          say(
              "webhook_changed",
              "webhook_id",
              e.webhookId(),
              "origin",
              origin(e.url()),
              "events",
              String.join(" ", e.types()),
              "by",
              e.by());
      case WebhookRotated e ->
          say(
              "webhook_rotated",
              "webhook_id",
              e.webhookId(),
              "former_until",
              e.formerUntil(),
              "by",
              e.by());
      case WebhookReplayed e ->
          say("webhook_replayed", "webhook_id", e.webhookId(), "from", e.from(), "by", e.by());
      case CallbackAsked e -> null;
      case WebhookDeleted e -> say("webhook_deleted", "webhook_id", e.webhookId(), "by", e.by());
    };
  }

  /** Null where the address is erased. */
  private static @Nullable String origin(@Nullable String url) {
    if (url == null) {
      return null;
    }
    var uri = URI.create(url);
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /** A schema by its hash: who has it can show that it is the one. */
  private static LedgerStatement ofTaskType(TaskTypeSet e) {
    return say(
        "task_type_set",
        "type",
        e.type(),
        "version",
        e.version(),
        "max_tokens_default",
        e.maxTokensDefault(),
        "description",
        e.description(),
        "schema_sha256",
        e.schema() == null ? null : Sha256.of(e.schema().text()),
        "by",
        e.by());
  }

  private static LedgerStatement ofBrake(BrakeEvent event) {
    return switch (event) {
      case BrakeSet e ->
          say(
              "brake_set",
              "brake_id",
              e.brakeId(),
              "scope",
              e.scope().wire(),
              "id",
              e.id(),
              "reason",
              e.reason(),
              "running",
              e.running().stream().map(LedgerStatement::ran).toList(),
              "by",
              e.by());
      case BrakeReleased e ->
          say("brake_released", "brake_id", e.brakeId(), "reason", e.reason(), "by", e.by());
    };
  }

  /** Of a call without a task its id, of an attempt its task's. */
  private static Map<String, @Nullable Object> ran(RunningWork work) {
    return say(
            "running",
            "agent_id",
            work.agentId(),
            "tokens_used",
            work.tokensUsed(),
            "cost_usd",
            work.costUsd())
        .with("task_id", work.taskId())
        .with("attempt", work.attempt())
        .with("call_id", work.callId())
        .details();
  }

  /** What files take is in their own entries; a refusal has no other. */
  private static @Nullable LedgerStatement ofStorage(StorageEvent event) {
    return switch (event) {
      case StorageRefused e ->
          say(
              "file_refused",
              "file_id",
              e.fileId(),
              "limit",
              e.limit(),
              "used",
              e.used(),
              "reserved",
              e.reserved(),
              "requested",
              e.requested());
      case StorageReserved e -> null;
      case StorageReleased e -> null;
      case StorageTaken e -> null;
      case StorageFreed e -> null;
    };
  }

  private static @Nullable LedgerStatement ofRate(RateEvent event) {
    return switch (event) {
      case CostRatePassed e ->
          say("cost_rate_passed", "cost_usd", e.costUsd(), "limit_usd", e.limitUsd());
      case CostRateRestarted e -> null;
    };
  }

  private static LedgerStatement ofFile(FileEvent event) {
    return switch (event) {
      case FileStored e ->
          say(
              "file_stored",
              "file_id",
              e.fileId(),
              "name",
              e.name(),
              "content_type",
              e.contentType(),
              "size_bytes",
              e.sizeBytes(),
              "sha256",
              e.sha256(),
              "task_id",
              e.taskId());
      case FileUrlIssued e ->
          say("file_url_issued", "file_id", e.fileId(), "by", e.by(), "expires_at", e.expiresAt());
      case FileDeleted e ->
          say("file_deleted", "file_id", e.fileId(), "size_bytes", e.sizeBytes(), "by", e.by());
    };
  }

  private static LedgerStatement ofMemory(MemoryEvent event) {
    return switch (event) {
      case MemoryRemembered e ->
          memory("memory_remembered", e)
              .with("size_bytes", e.sizeBytes())
              .with("model", e.model())
              .with("task_id", e.taskId())
              .with("expires_at", e.expiresAt());
      case MemoryRecorded e ->
          memory("memory_recorded", e)
              .with("size_bytes", e.sizeBytes())
              .with("remembered_at", e.createdAt())
              .with("expires_at", e.expiresAt());
      case MemorySuperseded e ->
          memory("memory_superseded", e).with("superseded_by", e.supersededBy());
      case MemoryTtlChanged e -> memory("memory_ttl_changed", e).with("expires_at", e.expiresAt());
      case MemoryForgotten e -> memory("memory_forgotten", e).with("by", e.by());
    };
  }

  private static LedgerStatement memory(String type, MemoryEvent e) {
    return say(type, "memory_id", e.memoryId(), "text_sha256", e.textSha256());
  }

  /** What entries of before don't say is left out where there is nothing: they stay as they are. */
  /**
   * Of a model call the ledger says who was asked and the hashes of what was said, never the text.
   */
  private static LedgerStatement called(UsageRecorded e, ModelCall call) {
    return say(
            "model_called",
            "call_id",
            call.callId(),
            "operation",
            call.operation(),
            "model",
            e.model(),
            "status",
            call.status(),
            "input_tokens",
            e.inputTokens(),
            "output_tokens",
            e.outputTokens(),
            "tokens",
            e.tokens(),
            "cost_usd",
            e.costUsd(),
            "period",
            e.period(),
            "estimated",
            e.estimated())
        .with("task_id", e.attempt() == QuotaEvent.CALL ? null : e.taskId())
        .with("attempt", e.attempt() == QuotaEvent.CALL ? null : e.attempt())
        .with("provider", call.provider())
        .with("request_sha256", call.requestSha256())
        .with("response_sha256", call.responseSha256());
  }

  private static LedgerStatement used(UsageRecorded e) {
    var call = e.call();
    var said =
        call != null
            ? called(e, call)
            : say(
                "usage_recorded",
                "task_id",
                e.taskId(),
                "attempt",
                e.attempt(),
                "model",
                e.model(),
                "tokens",
                e.tokens(),
                "cost_usd",
                e.costUsd(),
                "period",
                e.period(),
                "estimated",
                e.estimated());
    return said.with("cached_input_tokens", some(e.cachedInputTokens()))
        .with("cache_write_tokens", some(e.cacheWriteTokens()))
        .with("reasoning_tokens", some(e.reasoningTokens()))
        .with("price_version", e.priceVersion())
        .with("price_assumed", e.priceAssumed() ? Boolean.TRUE : null)
        .with("day", e.day());
  }

  private static @Nullable Long some(long tokens) {
    return tokens == 0 ? null : Long.valueOf(tokens);
  }

  private static LedgerStatement corrected(UsageCorrected e) {
    return say(
            "usage_corrected",
            "correction_id",
            e.correctionId(),
            "tokens",
            e.tokens(),
            "cost_usd",
            e.costUsd(),
            "period",
            e.period(),
            "reason",
            e.reason(),
            "by",
            e.by())
        .with("day", e.day())
        .with("task_id", e.taskId())
        .with("model", e.model())
        .with("usage_id", e.usageId())
        .with("price_version", e.priceVersion());
  }

  /** One detail more, unless it is null: then nothing is said of it. */
  private LedgerStatement with(String name, @Nullable Object value) {
    if (value == null) {
      return this;
    }
    var more = new TreeMap<String, @Nullable Object>(details);
    more.put(name, said(value));
    return new LedgerStatement(type, more);
  }

  private static LedgerStatement limits(
      String type, QuotaLimits limits, String policy, @Nullable String by) {
    return say(
            type,
            "monthly_token_limit",
            limits.monthlyTokens(),
            "monthly_cost_limit_usd",
            limits.monthlyCostUsd(),
            "storage_limit_bytes",
            limits.storageBytes(),
            "overage_policy",
            policy,
            "by",
            by)
        .with("daily_token_limit", limits.dailyTokens())
        .with("daily_cost_limit_usd", limits.dailyCostUsd())
        .with("max_cost_per_minute_usd", limits.costPerMinuteUsd());
  }

  /** Names and values in turn; money and ids become text, whole numbers and flags stay. */
  private static LedgerStatement say(String type, @Nullable Object... namesAndValues) {
    var details = new TreeMap<String, @Nullable Object>();
    for (var i = 0; i < namesAndValues.length; i += 2) {
      var value = namesAndValues[i + 1];
      details.put(String.valueOf(namesAndValues[i]), value == null ? null : said(value));
    }
    return new LedgerStatement(type, details);
  }

  private static Object said(Object value) {
    return switch (value) {
      case BigDecimal money -> money.toPlainString();
      case Long number -> number.toString();
      case Integer number -> number;
      case Boolean flag -> flag;
      case List<?> list -> list;
      default -> value.toString();
    };
  }
}

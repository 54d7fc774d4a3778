package com.geniinow.runtime.command.store;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.MARCH;
import static com.geniinow.runtime.command.testing.Story.limits;
import static com.geniinow.runtime.command.testing.Story.task;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.access.AccessEvent.SubjectTokensRevoked;
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
import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.events.agent.ErasedText;
import com.geniinow.runtime.events.brake.BrakeEvent.BrakeReleased;
import com.geniinow.runtime.events.brake.BrakeEvent.BrakeSet;
import com.geniinow.runtime.events.brake.BrakeScope;
import com.geniinow.runtime.events.brake.RunningWork;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetRaised;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetSet;
import com.geniinow.runtime.events.budget.BudgetEvent.LegalHoldReleased;
import com.geniinow.runtime.events.budget.BudgetEvent.LegalHoldSet;
import com.geniinow.runtime.events.budget.BudgetEvent.RetentionSet;
import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.file.FileEvent.FileDeleted;
import com.geniinow.runtime.events.file.FileEvent.FileStored;
import com.geniinow.runtime.events.file.FileEvent.FileUrlIssued;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryForgotten;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryRecorded;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryRemembered;
import com.geniinow.runtime.events.memory.MemoryEvent.MemorySuperseded;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryTtlChanged;
import com.geniinow.runtime.events.price.ModelPrice;
import com.geniinow.runtime.events.price.PriceEvent.PriceSet;
import com.geniinow.runtime.events.price.PriceEvent.RepriceOrdered;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
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
import com.geniinow.runtime.events.quota.RateEvent.CostRatePassed;
import com.geniinow.runtime.events.quota.RateEvent.CostRateRestarted;
import com.geniinow.runtime.events.quota.StorageEvent.StorageFreed;
import com.geniinow.runtime.events.quota.StorageEvent.StorageRefused;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReleased;
import com.geniinow.runtime.events.quota.StorageEvent.StorageReserved;
import com.geniinow.runtime.events.quota.StorageEvent.StorageTaken;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.events.schedule.CatchUp;
import com.geniinow.runtime.events.schedule.Overlap;
import com.geniinow.runtime.events.schedule.ScheduleEvent;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleCreated;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleDeleted;
import com.geniinow.runtime.events.schedule.ScheduleEvent.SchedulePaused;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleRan;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleResumed;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleSkipped;
import com.geniinow.runtime.events.task.TaskApproval;
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
import com.geniinow.runtime.events.task.TaskRetry;
import com.geniinow.runtime.events.tasktype.TaskTypeEvent.TaskTypeSet;
import com.geniinow.runtime.events.webhook.WebhookEvent.CallbackAsked;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookChanged;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookCreated;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookDeleted;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookReplayed;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookRotated;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** One of each event, with a value in every field and the awkward ones among them. */
public final class EventSamples {
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00.000001Z");
  private static final Instant SOON = Instant.parse("2026-03-15T12:00:04Z");
  private static final UUID FILE = UUID.fromString("f1000000-0000-4000-8000-000000000001");
  private static final String TEXT =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final Json CARRIED =
      new Json(
          "{\"amount\":1.10,\"big\":123456789012345678901234567890,\"text\":\"ü€😀\\\"\","
              + "\"list\":[true,null,{}]}");

  public static final List<RuntimeEvent> ALL =
      List.of(
          new AgentProvisioned(AGENT, ENTITY, "Ada", CARRIED, "admin", AT),
          new AgentImported(AGENT, ENTITY, "Ada", Json.EMPTY, "import", AT),
          new AgentSuspended(AGENT, "audit", "admin", AT),
          new AgentResumed(AGENT, "audit is over", "admin", AT),
          new AgentTerminated(AGENT, "sold", "admin", AT),
          new KeyCreated(
              AGENT,
              FILE,
              "ci \"1\"",
              List.of("tasks", "read"),
              "5e".repeat(32),
              null,
              SOON,
              "admin",
              AT),
          new KeyRotated(AGENT, FILE, 2, "6f".repeat(32), null, SOON, "admin", AT),
          new KeyRevoked(AGENT, FILE, "admin", AT),
          new TokensRevoked(
              AGENT, Instant.parse("2026-03-15T12:00:00Z"), "stolen laptop", "admin", AT),
          new AgentChanged(AGENT, "Grace", CARRIED, "admin", AT),
          new ErasureStarted(
              AGENT,
              FILE,
              "asked for \"all\"",
              new ErasedCounts(70, 12, 3, 1, 4, 9_000_000_000L, 2, 5, 6, 8),
              "admin",
              AT),
          new TextErased(AGENT, FILE, ErasedText.TASKS, List.of(FILE, AGENT), AT),
          new AgentErased(AGENT, FILE, List.of("0123456789abcdef", "fedcba9876543210"), AT),
          new DayTextErased(AGENT, "2025-09-10", ErasedText.LABELS, List.of(FILE, AGENT), AT),
          new DayErased(AGENT, "2025-09-10", 183, 9_000_000_000L, AT),
          new AgentExported(AGENT, FILE, 9_000_000_000L, 7, "founder", AT),
          new ScheduleCreated(
              AGENT,
              FILE,
              "*/5 8-17 * * MON-FRI",
              "Europe/Berlin",
              CARRIED,
              Overlap.SKIP,
              CatchUp.LAST,
              SOON,
              "admin",
              AT),
          new SchedulePaused(AGENT, FILE, "admin", AT),
          new ScheduleResumed(AGENT, FILE, SOON, "admin", AT),
          new ScheduleDeleted(AGENT, FILE, "admin", AT),
          new ScheduleRan(
              AGENT,
              FILE,
              Instant.parse("2026-03-15T12:00:00Z"),
              ScheduleEvent.taskOf(FILE, Instant.parse("2026-03-15T12:00:00Z")),
              SOON,
              AT),
          new ScheduleSkipped(
              AGENT,
              FILE,
              Instant.parse("2026-03-15T11:00:00Z"),
              Instant.parse("2026-03-15T12:00:00Z"),
              61,
              "invalid_request",
              "type is no task type \"of\" this runtime.",
              SOON,
              AT),
          new SubjectTokensRevoked(
              Ids.PLATFORM,
              "auth0|ann",
              Instant.parse("2026-03-15T12:00:00Z"),
              "left",
              "admin",
              AT),
          new QuotaOpened(AGENT, ENTITY, limits(1000, "50.5"), OveragePolicy.BLOCK, MARCH, AT),
          new QuotaChanged(AGENT, limits(0, "0"), OveragePolicy.ALERT_ONLY, "admin", AT),
          new QuotaRaised(
              AGENT, FILE, Window.DAY, 5_000L, Usd.of("2.5"), SOON, "launch \"day\"", "admin", AT),
          new BudgetSet(
              Ids.budgetOf(ENTITY),
              ENTITY,
              Level.ENTITY,
              new BudgetLimits(9_000_000_000L, Usd.of("500.5"), 300_000_000L, Usd.of("20")),
              OveragePolicy.ALERT_ONLY,
              "admin",
              AT),
          new BudgetRaised(
              Ids.budgetOf(ENTITY),
              ENTITY,
              FILE,
              Window.MONTH,
              1L,
              Usd.of("0.0000000001"),
              SOON,
              "launch",
              "admin",
              AT),
          new LegalHoldSet(Ids.budgetOf(ENTITY), ENTITY, "case \"7\" of the court", "admin", AT),
          new LegalHoldReleased(Ids.budgetOf(ENTITY), ENTITY, "the case is over", "admin", AT),
          new RetentionSet(Ids.budgetOf(ENTITY), ENTITY, 365, 183, "admin", AT),
          new PeriodOpened(AGENT, "2026-04", MARCH, 1000, Usd.of("12.3456789012"), AT),
          new UsageReserved(AGENT, task(1), 1, 100, Usd.of("0.0000000001"), MARCH, AT),
          new ReservationReleased(AGENT, task(1), 1, 100, Usd.of("0.1"), MARCH, "failed", AT),
          new UsageRecorded(
              AGENT,
              task(1),
              2,
              "gpt-4o",
              30,
              12,
              42,
              Usd.of("0.00042"),
              100,
              Usd.of("0.1"),
              MARCH,
              true,
              AT),
          new UsageCorrected(
              AGENT,
              task(2),
              MARCH,
              "2026-03-14",
              task(1),
              "gpt-4o",
              -42,
              Usd.of("-0.0000000001"),
              FILE,
              2,
              "billed twice",
              "admin",
              AT),
          new PriceSet(
              Ids.PLATFORM,
              "org/model-1",
              2,
              new ModelPrice(
                  "anthropic",
                  Usd.of("3"),
                  Usd.of("0.3"),
                  Usd.of("3.75"),
                  Usd.of("6"),
                  Usd.of("15"),
                  200_000L,
                  Usd.of("6"),
                  Usd.of("22.5"),
                  64_000L,
                  1_000_000L,
                  "max_tokens",
                  true,
                  false,
                  List.of("org/model-0")),
              SOON,
              "dearer",
              "admin",
              AT),
          new RepriceOrdered(
              Ids.PLATFORM, FILE, "org/model-1", 2, AT, SOON, "wrong price", "admin", AT),
          new UsageImplausible(
              AGENT, task(1), 2, "gpt-4o", 1_000_000_000L, 142, Usd.of("2500"), Usd.of("0.1"), AT),
          new UsageRefused(
              AGENT,
              task(1),
              "openai.chat",
              LimitKind.COST,
              new BigDecimal("50"),
              Usd.of("49.9999999999"),
              BigDecimal.ZERO,
              Usd.of("0.1"),
              MARCH,
              Instant.parse("2026-04-01T00:00:00Z"),
              AT),
          new OverageRecorded(
              AGENT,
              task(1),
              LimitKind.TOKENS,
              OveragePolicy.ALLOW,
              new BigDecimal("1000"),
              new BigDecimal("900"),
              new BigDecimal("90"),
              new BigDecimal("20"),
              MARCH,
              AT),
          new CostRatePassed(AGENT, Usd.of("12.5"), Usd.of("10"), AT),
          new CostRateRestarted(AGENT, AT),
          new StorageReserved(AGENT, FILE, 50L << 20, SOON, AT),
          new StorageReleased(AGENT, FILE, 50L << 20, "expired", AT),
          new StorageTaken(AGENT, FILE, 1234, 50L << 20, AT),
          new StorageFreed(AGENT, FILE, 1234, AT),
          new StorageRefused(AGENT, FILE, 5_368_709_120L, 5_368_709_100L, 10, 11, AT),
          new FileStored(
              AGENT,
              FILE,
              "../ü \"😀\".pdf",
              "application/pdf",
              1234,
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
              task(1),
              AT),
          new FileUrlIssued(AGENT, FILE, "founder", SOON, AT),
          new FileDeleted(AGENT, FILE, 1234, "admin", AT),
          new MemoryRemembered(
              AGENT, FILE, TEXT, 1234, "text-embedding-3-small", task(1), SOON, AT),
          new MemoryRecorded(AGENT, FILE, TEXT, 1234, AT, SOON, AT),
          new MemorySuperseded(AGENT, FILE, TEXT, task(1), AT),
          new MemoryTtlChanged(AGENT, FILE, TEXT, SOON, AT),
          new MemoryForgotten(AGENT, FILE, TEXT, "agent", AT),
          new TaskSubmitted(
              AGENT, task(1), "openai.chat", CARRIED, "gpt-4o", 100, Usd.of("0.1"), "key-1", AT),
          new TaskStarted(AGENT, task(1), 1, "worker-7", AT),
          new TaskCompleted(AGENT, task(1), 1, CARRIED, AT),
          new TaskAttemptFailed(AGENT, task(1), 2, "503 from \"upstream\"", true, SOON, AT),
          new TaskRequeued(AGENT, task(1), 3, AT),
          new TaskDeadLettered(AGENT, task(1), 4, "503", "retries_exhausted", AT),
          new TaskRedriven(
              AGENT, task(1), 5, "openai.chat", "gpt-4o", 100, Usd.of("0.1"), "admin", AT),
          new TaskCancelled(AGENT, task(1), "not needed", "admin", AT),
          new TaskReleased(AGENT, task(1), 2, AT),
          new TaskBraked(AGENT, task(1), 2, FILE, AT),
          new TaskUnbraked(AGENT, task(1), 3, AT),
          new TaskDue(
              AGENT,
              task(1),
              "openai.chat",
              "gpt-4o",
              100,
              Usd.of("0.1"),
              new TaskPlan(
                  1, AT, SOON, new TaskRetry(10, 500, 60_000), new TaskApproval(SOON, "ada")),
              AT),
          new TaskExpired(AGENT, task(1), AT),
          new TaskApproved(AGENT, task(1), "ann", "fine \"so\"", "5e".repeat(32), SOON, AT),
          new TaskDenied(AGENT, task(1), "ann", "too dear", "5e".repeat(32), AT),
          new BrakeSet(
              Ids.PLATFORM,
              FILE,
              BrakeScope.ENTITY,
              ENTITY.toString(),
              ENTITY,
              "too dear",
              List.of(
                  new RunningWork(AGENT, task(1), 2, null, 42, Usd.of("0.0000000001")),
                  new RunningWork(AGENT, null, null, task(2), 0, Usd.ZERO)),
              "admin",
              AT),
          new TaskTypeSet(
              Ids.PLATFORM,
              "reports.summarize",
              2,
              500L,
              "Summarizes a report",
              new Json("{\"type\":\"object\"}"),
              "admin",
              AT),
          new WebhookCreated(
              Ids.PLATFORM,
              FILE,
              ENTITY,
              "https://example.com/hook",
              List.of("task.completed", "task.dead_lettered"),
              "admin",
              AT),
          new WebhookChanged(
              AGENT, FILE, "https://example.com/other", List.of("file.stored"), "admin", AT),
          new WebhookRotated(AGENT, FILE, SOON, "admin", AT),
          new WebhookReplayed(AGENT, FILE, SOON, "admin", AT),
          new WebhookDeleted(AGENT, FILE, "admin", AT),
          new CallbackAsked(AGENT, FILE, task(1), "https://example.com/done?task=1", AT),
          new BrakeReleased(Ids.PLATFORM, FILE, "mended", "admin", AT));

  private EventSamples() {}
}

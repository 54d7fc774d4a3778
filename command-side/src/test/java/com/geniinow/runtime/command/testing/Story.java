package com.geniinow.runtime.command.testing;

import com.geniinow.runtime.command.agent.NewTask;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.agent.AgentEvent.AgentProvisioned;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskRequeued;
import com.geniinow.runtime.events.task.TaskEvent.TaskStarted;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One agent's events, in the words of tests; whatever a test does not care for has a value here.
 */
public final class Story {
  public static final UUID AGENT = UUID.fromString("a0000000-0000-4000-8000-000000000001");
  public static final UUID ENTITY = UUID.fromString("e0000000-0000-4000-8000-000000000001");

  /** When everything happens that has no time of its own. */
  public static final Instant NOON = Instant.parse("2026-03-15T12:00:00Z");

  public static final String MARCH = "2026-03";

  private Story() {}

  /** The n-th task. */
  public static UUID task(int n) {
    return new UUID(0x7a5c000000004000L, 0x8000000000000000L | n);
  }

  public static AgentProvisioned provisioned() {
    return new AgentProvisioned(AGENT, ENTITY, "Ada", Json.EMPTY, "admin", NOON);
  }

  /** What {@link #submitted} tells of. */
  public static NewTask newTask(UUID task) {
    return new NewTask(task, "simulate", Json.EMPTY, "gpt-4o", 100, Usd.of("0.001"), null);
  }

  public static TaskSubmitted submitted(UUID task) {
    return new TaskSubmitted(
        AGENT, task, "simulate", Json.EMPTY, "gpt-4o", 100, Usd.of("0.001"), null, NOON);
  }

  public static TaskStarted started(UUID task, int attempt) {
    return new TaskStarted(AGENT, task, attempt, "worker", NOON);
  }

  public static TaskAttemptFailed failed(UUID task, int attempt, @Nullable Instant next) {
    return new TaskAttemptFailed(AGENT, task, attempt, "it broke", next != null, next, NOON);
  }

  public static TaskRequeued requeued(UUID task, int attempt) {
    return new TaskRequeued(AGENT, task, attempt, NOON);
  }

  /** A quota in March with plenty of storage. */
  public static QuotaOpened opened(long tokens, String costUsd, OveragePolicy policy) {
    return new QuotaOpened(AGENT, ENTITY, limits(tokens, costUsd), policy, MARCH, NOON);
  }

  public static QuotaLimits limits(long tokens, String costUsd) {
    return new QuotaLimits(tokens, new BigDecimal(costUsd), 5L << 30);
  }

  /** A hold made in March, in no day, as those of before. */
  public static UsageReserved reserved(UUID task, int attempt, long tokens, String costUsd) {
    return new UsageReserved(AGENT, task, attempt, tokens, Usd.of(costUsd), MARCH, NOON);
  }

  /** The same hold, as the first of the day of its moment. */
  public static UsageReserved opensDay(UsageReserved hold) {
    return inDay(hold, true);
  }

  /** The same hold, as a later one of the day of its moment. */
  public static UsageReserved inDay(UsageReserved hold) {
    return inDay(hold, false);
  }

  private static UsageReserved inDay(UsageReserved hold, boolean opens) {
    return new UsageReserved(
        hold.agentId(),
        hold.taskId(),
        hold.attempt(),
        hold.tokens(),
        hold.costUsd(),
        hold.period(),
        hold.at(),
        hold.priceVersion(),
        hold.pricedAs(),
        hold.call(),
        LocalDate.ofInstant(hold.at(), ZoneOffset.UTC).toString(),
        opens);
  }

  /** The settlement of a hold, all of it input. */
  public static UsageRecorded recorded(
      UsageReserved hold, long tokens, String costUsd, Instant at) {
    return new UsageRecorded(
        AGENT,
        hold.taskId(),
        hold.attempt(),
        "gpt-4o",
        tokens,
        0,
        tokens,
        Usd.of(costUsd),
        hold.tokens(),
        hold.costUsd(),
        hold.period(),
        false,
        at,
        0,
        0,
        0,
        null,
        false,
        hold.at(),
        null,
        hold.day());
  }
}

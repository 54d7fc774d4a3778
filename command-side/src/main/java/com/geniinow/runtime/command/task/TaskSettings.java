package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.RetryPolicy;
import com.geniinow.runtime.platform.setting.Bounds;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * How tasks are run.
 *
 * @param types the task types that some worker can run
 * @param simulate whether {@code simulate} is one of them ({@code GENII_SIMULATE})
 * @param agentConcurrency tasks of one agent that may run at once ({@code GENII_AGENT_CONCURRENCY})
 * @param maxDuration how long an attempt of a task that says nothing of it may run ({@code
 *     GENII_MAX_DURATION_SECONDS})
 * @param longestDuration the most that a task may say ({@code GENII_LONGEST_DURATION_SECONDS})
 * @param lease how long an attempt may go without a heartbeat
 * @param maxRetries retries after the first run
 * @param retryBase the delay before the first retry ({@code GENII_RETRY_BASE_SECONDS})
 * @param fastDispatch whether tasks are queued before the client is answered, or by the processor
 *     alone
 * @param reconcile whether Redis is compared with PostgreSQL
 * @param reconcileEvery how often
 * @param redrivesPerSecond how fast a redrive of many tasks may queue them, at least 2
 * @param outputCap output tokens of a model call whose request names no maximum
 */
@ConfigurationProperties("genii.tasks")
public record TaskSettings(
    @DefaultValue({"openai.chat", "webhook"}) Set<String> types,
    @DefaultValue("false") boolean simulate,
    @DefaultValue("4") int agentConcurrency,
    @DefaultValue("600") @DurationUnit(java.time.temporal.ChronoUnit.SECONDS) Duration maxDuration,
    @DefaultValue("86400") @DurationUnit(java.time.temporal.ChronoUnit.SECONDS)
        Duration longestDuration,
    @DefaultValue("30s") Duration lease,
    @DefaultValue("3") int maxRetries,
    @DefaultValue("1") @DurationUnit(java.time.temporal.ChronoUnit.SECONDS) Duration retryBase,
    @DefaultValue("1024") long outputCap,
    @DefaultValue("true") boolean fastDispatch,
    @DefaultValue("true") boolean reconcile,
    @DefaultValue("5s") Duration reconcileEvery,
    @DefaultValue("50") int redrivesPerSecond) {

  /** Payload and result of a task are each at most this many bytes of JSON. */
  public static final int MAX_DOCUMENT_BYTES = 256 * 1024;

  /** The name of the task type that calls a model. */
  public static final String CHAT = "openai.chat";

  /** The name of the task type that calls an agent's own endpoint. */
  public static final String WEBHOOK = "webhook";

  /** The name of the task type for drills and load tests. */
  public static final String SIMULATE = "simulate";

  public TaskSettings {
    Bounds.whole("GENII_AGENT_CONCURRENCY", agentConcurrency, 1, Agent.MAX_OPEN_TASKS);
    Bounds.duration("GENII_RETRY_BASE_SECONDS", retryBase, Duration.ZERO, Duration.ofHours(1));
    Bounds.duration(
        "GENII_LONGEST_DURATION_SECONDS",
        longestDuration,
        Duration.ofSeconds(1),
        Duration.ofDays(7));
    Bounds.duration(
        "GENII_MAX_DURATION_SECONDS", maxDuration, Duration.ofSeconds(1), longestDuration);
    Bounds.whole("genii.tasks.max-retries", maxRetries, 0, 10);
    Bounds.whole("genii.tasks.output-cap", outputCap, 1, 10_000_000);
    Bounds.whole("genii.tasks.redrives-per-second", redrivesPerSecond, 2, 100_000);
    Bounds.duration("genii.tasks.lease", lease, Duration.ofMillis(1), Duration.ofDays(1));
    Bounds.duration(
        "genii.tasks.reconcile-every", reconcileEvery, Duration.ofMillis(1), Duration.ofDays(1));
  }

  boolean knows(String type) {
    return types.contains(type) || (simulate && type.equals(SIMULATE));
  }

  RetryPolicy retries() {
    return new RetryPolicy(maxRetries, retryBase);
  }
}

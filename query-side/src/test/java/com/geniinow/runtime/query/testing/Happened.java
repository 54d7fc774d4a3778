package com.geniinow.runtime.query.testing;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.agent.AgentEvent.AgentProvisioned;
import com.geniinow.runtime.events.agent.AgentEvent.KeyCreated;
import com.geniinow.runtime.events.file.FileEvent.FileDeleted;
import com.geniinow.runtime.events.file.FileEvent.FileStored;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.PeriodOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaRaised;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskRedriven;
import com.geniinow.runtime.events.task.TaskEvent.TaskRequeued;
import com.geniinow.runtime.events.task.TaskEvent.TaskStarted;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Events of one agent with figures that a test need not care about; each a second later. */
public final class Happened {
  public static final Instant START = Instant.parse("2026-03-10T12:00:00Z");
  public static final String MONTH = "2026-03";

  private final UUID agent;
  private final UUID entity;
  private Instant at = START;

  public Happened(UUID agent, UUID entity) {
    this.agent = agent;
    this.entity = entity;
  }

  /** A key whose secret has this hash. */
  public KeyCreated key(UUID keyId, String hash) {
    return new KeyCreated(
        agent, keyId, "ci", List.of("tasks", "read"), hash, null, "admin", next());
  }

  /** When the event that was made last happened. */
  public Instant at() {
    return at;
  }

  /** From here on it is later. */
  public void jump(Instant to) {
    at = to;
  }

  private Instant next() {
    at = at.plusSeconds(1);
    return at;
  }

  public AgentProvisioned provisioned() {
    return new AgentProvisioned(agent, entity, "Ada", new Json("{\"a\": 1}"), "admin", next());
  }

  public QuotaOpened quotaOpened() {
    return new QuotaOpened(agent, entity, QuotaLimits.DEFAULT, OveragePolicy.BLOCK, MONTH, next());
  }

  public TaskSubmitted submitted(UUID task) {
    return new TaskSubmitted(
        agent,
        task,
        "chat",
        new Json("{\"q\": [1.50, \"ü\"]}"),
        "gpt",
        500,
        new BigDecimal("0.0125"),
        "key-1",
        next(),
        300,
        20,
        new BigDecimal("0.50"));
  }

  public TaskStarted started(UUID task, int attempt) {
    return new TaskStarted(agent, task, attempt, "worker-1", next());
  }

  public TaskCompleted completed(UUID task, int attempt) {
    return new TaskCompleted(agent, task, attempt, new Json("{\"done\":true}"), next());
  }

  /** Another attempt comes a minute later. */
  public TaskAttemptFailed failed(UUID task, int attempt) {
    var now = next();
    return new TaskAttemptFailed(agent, task, attempt, "oops", true, now.plusSeconds(60), now);
  }

  public TaskRequeued requeued(UUID task, int attempt) {
    return new TaskRequeued(agent, task, attempt, next());
  }

  public TaskDeadLettered deadLettered(UUID task, int attempts) {
    return new TaskDeadLettered(agent, task, attempts, "gave up", "retries_exhausted", next());
  }

  public TaskRedriven redriven(UUID task, int attempt) {
    return new TaskRedriven(
        agent, task, attempt, "chat", "gpt", 500, new BigDecimal("0.0125"), "admin", next());
  }

  public TaskCancelled cancelled(UUID task) {
    return new TaskCancelled(agent, task, "not needed", "admin", next());
  }

  public UsageReserved reserved(UUID task, long tokens, String usd, String month) {
    return new UsageReserved(agent, task, 1, tokens, new BigDecimal(usd), month, next());
  }

  public ReservationReleased released(UUID task, long tokens, String usd, String month) {
    return new ReservationReleased(
        agent, task, 1, tokens, new BigDecimal(usd), month, "cancelled", next());
  }

  /** What was used is what was reserved for it. */
  public UsageRecorded used(UUID task, int attempt, long tokens, String usd, String month) {
    var cost = new BigDecimal(usd);
    return new UsageRecorded(
        agent,
        task,
        attempt,
        "gpt",
        tokens - 1,
        1,
        tokens,
        cost,
        tokens,
        cost,
        month,
        false,
        next());
  }

  /** More tokens of a month, for an hour. */
  public QuotaRaised raised(UUID raiseId, long tokens) {
    var now = next();
    return new QuotaRaised(
        agent, raiseId, Window.MONTH, tokens, null, now.plusSeconds(3_600), "launch", "admin", now);
  }

  public PeriodOpened opened(String month, String closed) {
    return new PeriodOpened(agent, month, closed, 0, BigDecimal.ZERO, next());
  }

  public FileStored stored(UUID file) {
    return new FileStored(
        agent, file, "a.pdf", "application/pdf", 12, "0f".repeat(32), null, next());
  }

  public FileDeleted deleted(UUID file) {
    return new FileDeleted(agent, file, 12, "admin", next());
  }
}

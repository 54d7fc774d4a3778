package com.geniinow.runtime.query.testing;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.agent.AgentEvent.AgentProvisioned;
import com.geniinow.runtime.events.agent.AgentEvent.KeyCreated;
import com.geniinow.runtime.events.file.FileEvent.FileDeleted;
import com.geniinow.runtime.events.file.FileEvent.FileStored;
import com.geniinow.runtime.events.quota.ModelCall;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.PeriodOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaRaised;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.events.schedule.CatchUp;
import com.geniinow.runtime.events.schedule.Overlap;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleCreated;
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
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events of one agent with figures that a test need not care about; each a second later. */
public final class Happened {
  public static final Instant START = Instant.parse("2026-03-10T12:00:00Z");
  public static final String MONTH = "2026-03";

  /** Of the RFC 8785 form of a submitted task's payload: {@code {"q":[1.5,"ü"]}}. */
  public static final String PAYLOAD_SHA256 =
      "377de7aeb4191479969c7b4cf636cbb0ef5a6a0b4c838cc1c53fa1e2bba68353";

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
        agent, keyId, "ci", List.of("tasks", "read"), hash, "gk_" + hash, null, "admin", next());
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
        new BigDecimal("0.50"),
        null,
        Map.of("team", "sales", "env", "prod"),
        PAYLOAD_SHA256);
  }

  /** Of this type and model, with these labels, and with what events of before don't say. */
  public TaskSubmitted submitted(
      UUID task, String type, @Nullable String model, @Nullable Map<String, String> labels) {
    return new TaskSubmitted(
        agent,
        task,
        type,
        Json.EMPTY,
        model,
        1,
        BigDecimal.ZERO,
        null,
        next(),
        null,
        null,
        null,
        null,
        labels,
        null);
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

  /** A model call of a task that has ended, which cost nothing and was held by its task. */
  public UsageRecorded called(UUID task, int attempt) {
    var call =
        new ModelCall(
            UUID.randomUUID(), false, "chat", "openai", "ok", 5, null, null, 0, BigDecimal.ZERO);
    return new UsageRecorded(
        agent,
        task,
        attempt,
        "gpt",
        0,
        0,
        0,
        BigDecimal.ZERO,
        0,
        BigDecimal.ZERO,
        MONTH,
        false,
        next(),
        0,
        0,
        0,
        null,
        false,
        null,
        call);
  }

  /** More tokens of a month, for an hour. */
  public QuotaRaised raised(UUID raiseId, long tokens) {
    var now = next();
    return new QuotaRaised(
        agent, raiseId, Window.MONTH, tokens, null, now.plusSeconds(3_600), "launch", "admin", now);
  }

  public ScheduleCreated scheduled(UUID schedule) {
    var now = next();
    return new ScheduleCreated(
        agent,
        schedule,
        "0 * * * *",
        "UTC",
        new Json("{\"type\":\"simulate\"}"),
        Overlap.SKIP,
        CatchUp.NONE,
        now.plusSeconds(3_600),
        "ann",
        now);
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

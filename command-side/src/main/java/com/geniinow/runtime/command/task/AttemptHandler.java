package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.agent.RetryPolicy;
import com.geniinow.runtime.command.price.Prices;
import com.geniinow.runtime.command.quota.Admission;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.quota.Reserved;
import com.geniinow.runtime.command.quota.TokenClasses;
import com.geniinow.runtime.command.quota.Usage;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.ModelCall;
import com.geniinow.runtime.events.task.TaskState;
import java.time.Instant;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** From the start of an attempt to its end. */
@Component
class AttemptHandler {
  private static final String LEASE_EXPIRED = "The worker stopped reporting: its lease ran out.";

  private final Agents agents;
  private final TaskTable tasks;
  private final TaskUsage usages;
  private final TaskLeaseTable leases;
  private final RetryPolicy retries;
  private final AttemptTimers timers;
  private final Prices prices;

  AttemptHandler(
      Agents agents,
      TaskTable tasks,
      TaskUsage usages,
      TaskLeaseTable leases,
      RetryPolicy retries,
      AttemptTimers timers,
      Prices prices) {
    this.agents = agents;
    this.tasks = tasks;
    this.usages = usages;
    this.leases = leases;
    this.retries = retries;
    this.timers = timers;
    this.prices = prices;
  }

  @CommandHandler
  StartedAttempt handle(StartAttempt c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var held = heldAttempt(agent, c);
    int attempt = held > 0 ? held : agent.invoke(a -> a.start(c.taskId(), c.workerId(), c.at()));
    if (held == 0) {
      leases.grant(c.taskId(), attempt, c.workerId(), c.startKey(), c.at());
    }
    var hold = both.quota().invoke(q -> q.reserved(c.taskId(), attempt));
    var task = tasks.read(c.taskId());
    if (held == 0 && attempt == 1) {
      timers.waited(task.createdAt(), c.at());
    }
    return new StartedAttempt(
        attempt, task, hold == null ? new Reserved(0, Usd.ZERO, c.at(), null) : hold);
  }

  /** The attempt that this worker process holds already, as the first answer got lost; else 0. */
  private int heldAttempt(Aggregate<Agent> agent, StartAttempt c) {
    var task = agent.invoke(a -> a.openTask(c.taskId()));
    return c.startKey() != null
            && task != null
            && task.state() == TaskState.RUNNING
            && leases.renew(c.taskId(), task.attempts(), c.startKey())
        ? task.attempts()
        : 0;
  }

  @CommandHandler
  void handle(Heartbeat c) {
    var running = agents.of(c).invoke(a -> a.isRunning(c.taskId(), c.attempt()));
    if (!running || !leases.renew(c.taskId(), c.attempt())) {
      throw new Refusal.StaleAttempt(c.taskId(), c.attempt()).exception();
    }
  }

  @CommandHandler
  void handle(CompleteAttempt c) {
    var both = agents.withQuota(c);
    both.agent().execute(a -> a.complete(c.taskId(), c.attempt(), c.result(), c.at()));
    var quota = both.quota();
    var used = used(quota, c.taskId(), c.attempt(), c.usage());
    var call = call(c.taskId(), c.attempt(), c.usage().call());
    quota.execute(q -> q.settle(c.taskId(), c.attempt(), used, call, false, c.at()));
    leases
        .end(c.taskId(), c.attempt())
        .ifPresent(startedAt -> timers.ran("completed", startedAt, c.at()));
  }

  @CommandHandler
  void handle(FailAttempt c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var quota = both.quota();
    agent.execute(a -> a.mustBeRunning(c.taskId(), c.attempt()));
    leases
        .end(c.taskId(), c.attempt())
        .ifPresent(startedAt -> timers.ran("failed", startedAt, c.at()));
    var usage = c.usage();
    var call = usage == null ? null : call(c.taskId(), c.attempt(), usage.call());
    var used = usage == null ? null : used(quota, c.taskId(), c.attempt(), usage);
    fail(agent, quota, c, used, call, false);
  }

  /** Only a chat's attempt is a model call. */
  private @Nullable ModelCall call(UUID taskId, int attempt, @Nullable CallReport said) {
    return said != null && tasks.read(taskId).type().equals(TaskSettings.CHAT)
        ? said.of(taskId, attempt)
        : null;
  }

  private Usage used(Aggregate<Quota> quota, UUID taskId, int attempt, UsageReport report) {
    return usages.of(taskId, report, quota.invoke(q -> q.reserved(taskId, attempt)));
  }

  /**
   * An attempt nobody reported on is charged in full: what it really used is not known. One that
   * made model calls of its own is charged those, which are known.
   */
  @CommandHandler
  boolean handle(ExpireAttempt c) {
    if (!leases.endExpired(c.taskId(), c.attempt())) {
      return false;
    }
    var both = agents.withQuota(c);
    var agent = both.agent();
    var quota = both.quota();
    var task = tasks.read(c.taskId());
    var hold = quota.invoke(q -> q.reserved(c.taskId(), c.attempt()));
    var charged = hold == null || hold.calls() > 0 ? null : charged(task.model(), hold);
    var call = call(c.taskId(), c.attempt(), CallReport.LOST);
    if (agent.invoke(a -> a.isRunning(c.taskId(), c.attempt()))) {
      var failed =
          new FailAttempt(
              c.agentId(), c.taskId(), c.attempt(), LEASE_EXPIRED, true, null, null, null, c.at());
      fail(agent, quota, failed, charged, call, true);
    } else if (charged != null) {
      quota.execute(q -> q.settle(c.taskId(), c.attempt(), charged, call, true, c.at()));
    } else {
      quota.execute(q -> q.release(c.taskId(), c.attempt(), "ended", c.at()));
    }
    return true;
  }

  private static Usage charged(@Nullable String model, Reserved hold) {
    return new Usage(
        model,
        TokenClasses.of(0, hold.tokens()),
        hold.costUsd(),
        hold.price() == null ? null : hold.price().version(),
        false,
        null,
        false);
  }

  @CommandHandler
  boolean handle(RequeueTask c) {
    return agents.of(c).invoke(a -> a.requeue(c.taskId(), c.attempt(), c.at()));
  }

  @CommandHandler
  boolean handle(DeadLetterTask c) {
    var agent = agents.of(c);
    var task = agent.invoke(a -> a.openTask(c.taskId()));
    return task != null
        && task.attempts() == c.attempt()
        && agent.invoke(a -> a.deadLetter(c.taskId(), c.error(), c.reason(), c.at()));
  }

  /** Settles the failed attempt and, where a retry is due, reserves for it in the same breath. */
  private void fail(
      Aggregate<Agent> agent,
      Aggregate<Quota> quota,
      FailAttempt c,
      @Nullable Usage usage,
      @Nullable ModelCall call,
      boolean estimated) {
    var due =
        agent.invoke(
            a ->
                a.failAttempt(
                    c.taskId(),
                    c.attempt(),
                    c.error(),
                    c.retryable(),
                    c.retryAfter(),
                    c.cause(),
                    retries,
                    c.at()));
    quota.execute(
        q -> {
          if (usage == null) {
            q.release(c.taskId(), c.attempt(), "failed", c.at());
          } else {
            q.settle(c.taskId(), c.attempt(), usage, call, estimated, c.at());
          }
        });
    if (due != null && !reserveRetry(agent, quota, c.taskId(), c.attempt() + 1, c.at())) {
      agent.execute(a -> a.deadLetter(c.taskId(), c.error(), "quota_exceeded", c.at()));
    }
  }

  /** At the price of now, which may be another than at the submission. */
  private boolean reserveRetry(
      Aggregate<Agent> agent, Aggregate<Quota> quota, UUID taskId, int attempt, Instant at) {
    var task = agent.invoke(a -> a.openTask(taskId));
    if (task == null) {
      throw new IllegalStateException("a task that is retried is open");
    }
    var policy = quota.invoke(Quota::policy);
    var cost = prices.worstCase(task.model(), task.estimatedTokens(), policy, at).orElse(null);
    if (cost == null) {
      return false;
    }
    var admission =
        quota.invoke(
            q ->
                q.reserve(
                    taskId,
                    attempt,
                    task.type(),
                    task.estimatedTokens(),
                    cost.usd(),
                    cost.price(),
                    at));
    return admission instanceof Admission.Admitted;
  }
}

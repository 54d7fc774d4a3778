package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.AgentAndQuota;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.agent.RetryPolicy;
import com.geniinow.runtime.command.brake.BrakeCheck;
import com.geniinow.runtime.command.quota.Admission;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.quota.Reserved;
import com.geniinow.runtime.command.quota.RunningCalls;
import com.geniinow.runtime.command.quota.TokenClasses;
import com.geniinow.runtime.command.quota.Usage;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.task.ReleaseAttempt.Released;
import com.geniinow.runtime.command.task.TaskLeaseTable.Ended;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.ModelCall;
import com.geniinow.runtime.events.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** From the start of an attempt to its end. */
@Component
class AttemptHandler {
  private static final String QUOTA_EXCEEDED = "quota_exceeded";
  private static final String NO_ROOM =
      "Its worker handed it back, and another attempt has no room.";
  private static final String HANDED_BACK =
      "It was handed back " + (Agent.MAX_RELEASES + 1) + " times in a row.";
  private static final String LEASE_EXPIRED = "The worker stopped reporting: its lease ran out.";

  private final Agents agents;
  private final TaskTable tasks;
  private final TaskUsage usages;
  private final TaskLeaseTable leases;
  private final RetryPolicy retries;
  private final AttemptTimers timers;
  private final AttemptCost costs;
  private final AttemptDurations durations;
  private final TaskReportTable reports;
  private final OwnCalls ownCalls;
  private final BrakeCheck brakes;

  AttemptHandler(
      Agents agents,
      TaskTable tasks,
      TaskUsage usages,
      TaskLeaseTable leases,
      RetryPolicy retries,
      AttemptTimers timers,
      AttemptCost costs,
      AttemptDurations durations,
      TaskReportTable reports,
      OwnCalls ownCalls,
      BrakeCheck brakes) {
    this.agents = agents;
    this.tasks = tasks;
    this.usages = usages;
    this.leases = leases;
    this.retries = retries;
    this.timers = timers;
    this.costs = costs;
    this.durations = durations;
    this.reports = reports;
    this.ownCalls = ownCalls;
    this.brakes = brakes;
  }

  @CommandHandler
  StartedAttempt handle(StartAttempt c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var held = heldAttempt(agent, c);
    if (held == 0) {
      mustMayBegin(agent, c);
    }
    // Before the start, which empties since when it waits.
    var task = tasks.read(c.taskId());
    int attempt = held > 0 ? held : agent.invoke(a -> a.start(c.taskId(), c.workerId(), c.at()));
    var hold = both.quota().invoke(q -> q.reserved(c.taskId(), attempt));
    if (held == 0) {
      var most = durations.of(task);
      leases.grant(c.taskId(), attempt, c.workerId(), c.startKey(), most, c.by(), c.at());
    }
    if (held == 0 && attempt == 1) {
      timers.waited(task.waitsSince(), c.at());
    }
    return new StartedAttempt(
        attempt, task, hold == null ? new Reserved(0, Usd.ZERO, c.at(), null) : hold);
  }

  /** What is no queued task of an active agent is refused for that. */
  private void mustMayBegin(Aggregate<Agent> agent, StartAttempt c) {
    var task = agent.invoke(a -> a.openTask(c.taskId()));
    if (task == null) {
      throw new Refusal.WrongState("Task " + c.taskId() + " is not queued.").exception();
    }
    if (c.only() != 0 && task.attempt() != c.only()) {
      throw new Refusal.StaleAttempt(c.taskId(), c.only()).exception();
    }
    if (task.state() == TaskState.QUEUED) {
      agent.execute(Agent::mustBeActive);
      brakes.mustMayBegin(c.agentId(), task.type(), task.model());
    }
  }

  /** The attempt that this worker process holds already, as the first answer got lost; else 0. */
  private int heldAttempt(Aggregate<Agent> agent, StartAttempt c) {
    var task = agent.invoke(a -> a.openTask(c.taskId()));
    return c.startKey() != null
            && task != null
            && task.state() == TaskState.RUNNING
            && (c.only() == 0 || c.only() == task.attempts())
            && leases.renew(c.taskId(), task.attempts(), c.startKey())
        ? task.attempts()
        : 0;
  }

  @CommandHandler
  Duration handle(Heartbeat c) {
    var running = agents.of(c).invoke(a -> a.isRunning(c.taskId(), c.attempt()));
    leases.mustBeOf(c.by(), c.taskId(), c.attempt());
    if (running && leases.renew(c.taskId(), c.attempt())) {
      if (c.progress() != null) {
        leases.progress(c.taskId(), c.attempt(), c.progress());
      }
      return Heartbeat.GOES_ON;
    }
    return leases
        .leftOfBraked(c.taskId(), c.attempt())
        .orElseThrow(() -> new Refusal.StaleAttempt(c.taskId(), c.attempt()).exception());
  }

  @CommandHandler
  boolean handle(CompleteAttempt c) {
    var both = agents.withQuota(c);
    leases.mustBeOf(c.by(), c.taskId(), c.attempt());
    var lease = leases.end(c.taskId(), c.attempt());
    if (lease.braked()) {
      settleBraked(both, c.taskId(), c.attempt(), c.usage(), c.by(), c.at());
      return false;
    }
    both.agent().execute(a -> a.complete(c.taskId(), c.attempt(), c.result(), c.at()));
    var quota = both.quota();
    var used = used(quota, c.taskId(), c.attempt(), c.usage(), c.by());
    var call = call(c.taskId(), c.attempt(), c.usage(), c.by());
    both.settle(q -> q.settle(c.taskId(), c.attempt(), used, call, false, c.at()), c.at());
    reports.keep(c.taskId(), c.attempt(), c.hash(), c.at());
    lease.startedInTime().ifPresent(startedAt -> timers.ran("completed", startedAt, c.at()));
    return true;
  }

  /** Its task has gone on without it; what it used counts all the same, once. */
  private void settleBraked(
      AgentAndQuota both,
      UUID taskId,
      int attempt,
      @Nullable UsageReport usage,
      Reporter by,
      Instant at) {
    var quota = both.quota();
    if (usage == null) {
      quota.execute(q -> q.release(taskId, attempt, "ended", at));
      return;
    }
    var used = used(quota, taskId, attempt, usage, by);
    // A chat that was stopped in the middle of its call has no word of the provider.
    var isLost = usage.call() == null;
    var call =
        isLost && by == Reporter.WORKER
            ? call(taskId, attempt, CallReport.LOST)
            : call(taskId, attempt, usage, by);
    both.settle(q -> q.settle(taskId, attempt, used, call, isLost && call != null, at), at);
  }

  @CommandHandler
  boolean handle(FailAttempt c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var quota = both.quota();
    leases.mustBeOf(c.by(), c.taskId(), c.attempt());
    var lease = leases.end(c.taskId(), c.attempt());
    if (lease.braked()) {
      settleBraked(both, c.taskId(), c.attempt(), c.usage(), c.by(), c.at());
      return false;
    }
    agent.execute(a -> a.mustBeRunning(c.taskId(), c.attempt()));
    lease.startedInTime().ifPresent(startedAt -> timers.ran("failed", startedAt, c.at()));
    var usage = c.usage();
    var call = usage == null ? null : call(c.taskId(), c.attempt(), usage, c.by());
    var used = usage == null ? null : used(quota, c.taskId(), c.attempt(), usage, c.by());
    fail(both, c, used, call, false);
    reports.keep(c.taskId(), c.attempt(), c.hash(), c.at());
    return true;
  }

  /** Settled and held anew in one breath; where that can't be, the attempt has failed. */
  @CommandHandler
  Released handle(ReleaseAttempt c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    leases.mustBeOf(c.by(), c.taskId(), c.attempt());
    var lease = leases.end(c.taskId(), c.attempt());
    if (lease.braked()) {
      settleBraked(both, c.taskId(), c.attempt(), c.usage(), c.by(), c.at());
      return new Released(false, 0, "");
    }
    var isFree = agent.invoke(a -> a.mayRelease(c.taskId(), c.attempt()));
    lease.startedInTime().ifPresent(startedAt -> timers.ran("released", startedAt, c.at()));
    var usage = c.usage();
    var call = usage == null ? null : call(c.taskId(), c.attempt(), usage, c.by());
    var used = usage == null ? null : used(both.quota(), c.taskId(), c.attempt(), usage, c.by());
    reports.keep(c.taskId(), c.attempt(), c.hash(), c.at());
    if (!isFree) {
      fail(both, failure(c, HANDED_BACK), used, call, false);
      return new Released(true, 0, "");
    }
    var just = settle(both, c.taskId(), c.attempt(), used, call, false, "released", c.at());
    var next = c.attempt() + 1;
    var refused = reserveRetry(agent, both.quota(), c.taskId(), next, just, c.at());
    if (refused != null) {
      end(agent, failure(c, NO_ROOM));
      agent.execute(a -> a.deadLetter(c.taskId(), NO_ROOM, refused, c.at()));
      return new Released(true, 0, "");
    }
    var task = Objects.requireNonNull(agent.invoke(a -> a.openTask(c.taskId())));
    agent.execute(a -> a.release(c.taskId(), c.attempt(), c.at()));
    return new Released(true, next, task.type());
  }

  private static FailAttempt failure(ReleaseAttempt c, String error) {
    return new FailAttempt(
        c.agentId(), c.taskId(), c.attempt(), error, true, null, null, null, c.at());
  }

  /** An agent's word about a call is no record of one. */
  private @Nullable ModelCall call(UUID taskId, int attempt, UsageReport usage, Reporter by) {
    return by == Reporter.AGENT ? null : call(taskId, attempt, usage.call());
  }

  /** Only a chat's attempt is a model call. */
  private @Nullable ModelCall call(UUID taskId, int attempt, @Nullable CallReport said) {
    return said != null && tasks.read(taskId).type().equals(TaskSettings.CHAT)
        ? said.of(taskId, attempt)
        : null;
  }

  private Usage used(
      Aggregate<Quota> quota, UUID taskId, int attempt, UsageReport report, Reporter by) {
    return usages.of(taskId, report, by, quota.invoke(q -> q.reserved(taskId, attempt)));
  }

  /**
   * Ends an attempt that nobody reported on, or that ran as long as it may: another one would too,
   * so there is none. An attempt nobody reported on is charged in full: what it really used is not
   * known. One that made model calls of its own is charged those, which are known.
   */
  @CommandHandler
  boolean handle(ExpireAttempt c) {
    var ended = leases.endExpired(c.taskId(), c.attempt());
    if (ended == Ended.NOT) {
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
      var tooLong = ended == Ended.TOO_LONG;
      var error = tooLong ? durations.passed(task) : LEASE_EXPIRED;
      var failed =
          new FailAttempt(
              c.agentId(), c.taskId(), c.attempt(), error, !tooLong, null, null, null, c.at());
      fail(both, failed, charged, call, true);
    } else if (charged != null) {
      both.settle(q -> q.settle(c.taskId(), c.attempt(), charged, call, true, c.at()), c.at());
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
      AgentAndQuota both,
      FailAttempt c,
      @Nullable Usage usage,
      @Nullable ModelCall call,
      boolean estimated) {
    var agent = both.agent();
    var quota = both.quota();
    var due = end(agent, c);
    var used = settle(both, c.taskId(), c.attempt(), usage, call, estimated, "failed", c.at());
    var refused =
        due == null ? null : reserveRetry(agent, quota, c.taskId(), c.attempt() + 1, used, c.at());
    if (refused != null) {
      agent.execute(a -> a.deadLetter(c.taskId(), c.error(), refused, c.at()));
    }
  }

  private @Nullable Instant end(Aggregate<Agent> agent, FailAttempt c) {
    return agent.invoke(
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
  }

  /** Settles what was used, or gives the hold back; answers what no table shows yet. */
  private static @Nullable RunningCalls settle(
      AgentAndQuota both,
      UUID taskId,
      int attempt,
      @Nullable Usage usage,
      @Nullable ModelCall call,
      boolean estimated,
      String why,
      Instant at) {
    var hold = both.quota().invoke(q -> q.reserved(taskId, attempt));
    var used = OwnCalls.justUsed(usage, hold == null ? Usd.ZERO : hold.costUsd());
    both.settle(
        q -> {
          if (usage == null) {
            q.release(taskId, attempt, why, at);
          } else {
            q.settle(taskId, attempt, usage, call, estimated, at);
          }
        },
        at);
    return used;
  }

  /**
   * At the price of now, which may be another than at the submission.
   *
   * @return why there is no retry; null where there is one
   */
  private @Nullable String reserveRetry(
      Aggregate<Agent> agent,
      Aggregate<Quota> quota,
      UUID taskId,
      int attempt,
      @Nullable RunningCalls used,
      Instant at) {
    var task = agent.invoke(a -> a.openTask(taskId));
    if (task == null) {
      throw new IllegalStateException("a task that is retried is open");
    }
    var cost = costs.ofNext(taskId, task.model(), task.estimatedTokens(), quota, at).orElse(null);
    if (cost == null) {
      return QUOTA_EXCEEDED;
    }
    if (ownCalls.exceeded(taskId, task.type(), quota, used, cost.usd()) != null) {
      return "task_budget_exceeded";
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
    return admission instanceof Admission.Admitted ? null : QUOTA_EXCEEDED;
  }
}

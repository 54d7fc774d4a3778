package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.RetryPolicy;
import com.geniinow.runtime.command.quota.Admission;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.quota.Reserved;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Usd;
import java.time.Instant;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** What workers report. Every handler loads the Agent before the Quota. */
@Component
class AttemptHandler {
  private final Repository<Agent> agents;
  private final Repository<Quota> quotas;
  private final TaskRows tasks;
  private final RetryPolicy retries;

  AttemptHandler(
      Repository<Agent> agents, Repository<Quota> quotas, TaskRows tasks, RetryPolicy retries) {
    this.agents = agents;
    this.quotas = quotas;
    this.tasks = tasks;
    this.retries = retries;
  }

  @CommandHandler
  StartedAttempt handle(StartAttempt c) {
    int attempt = agent(c.agentId()).invoke(a -> a.start(c.taskId(), c.workerId(), c.at()));
    var hold = quota(c.agentId()).invoke(q -> q.reserved(c.taskId(), attempt));
    return new StartedAttempt(
        attempt, tasks.read(c.taskId()), hold == null ? new Reserved(0, Usd.ZERO) : hold);
  }

  @CommandHandler
  void handle(CompleteAttempt c) {
    agent(c.agentId()).execute(a -> a.complete(c.taskId(), c.attempt(), c.result(), c.at()));
    quota(c.agentId()).execute(q -> q.settle(c.taskId(), c.attempt(), c.usage(), false, c.at()));
  }

  /** Settles the failed attempt and, where a retry is due, reserves for it in the same breath. */
  @CommandHandler
  void handle(FailAttempt c) {
    var agent = agent(c.agentId());
    var quota = quota(c.agentId());
    var due =
        agent.invoke(
            a -> a.failAttempt(c.taskId(), c.attempt(), c.error(), c.retryable(), retries, c.at()));
    quota.execute(
        q -> {
          if (c.usage() == null) {
            q.release(c.taskId(), c.attempt(), "failed", c.at());
          } else {
            q.settle(c.taskId(), c.attempt(), c.usage(), false, c.at());
          }
        });
    if (due == null) {
      var reason = c.retryable() ? "retries_exhausted" : "not_retryable";
      agent.execute(a -> a.deadLetter(c.taskId(), c.error(), reason, c.at()));
    } else if (!reserveRetry(agent, quota, c.taskId(), c.attempt() + 1, c.at())) {
      agent.execute(a -> a.deadLetter(c.taskId(), c.error(), "quota_exceeded", c.at()));
    }
  }

  @CommandHandler
  void handle(Heartbeat c) {
    agent(c.agentId()).execute(a -> a.mustBeRunning(c.taskId(), c.attempt()));
  }

  @CommandHandler
  boolean handle(RequeueTask c) {
    return agent(c.agentId()).invoke(a -> a.requeue(c.taskId(), c.attempt(), c.at()));
  }

  private static boolean reserveRetry(
      Aggregate<Agent> agent, Aggregate<Quota> quota, UUID taskId, int attempt, Instant at) {
    var task = agent.invoke(a -> a.openTask(taskId));
    if (task == null) {
      throw new IllegalStateException("a task that is retried is open");
    }
    var admission =
        quota.invoke(
            q ->
                q.reserve(
                    taskId,
                    attempt,
                    task.type(),
                    task.estimatedTokens(),
                    task.estimatedCostUsd(),
                    at));
    return admission instanceof Admission.Admitted;
  }

  private Aggregate<Agent> agent(UUID agentId) {
    return agents.load(agentId.toString());
  }

  private Aggregate<Quota> quota(UUID agentId) {
    return quotas.load(Ids.quotaOf(agentId).toString());
  }
}

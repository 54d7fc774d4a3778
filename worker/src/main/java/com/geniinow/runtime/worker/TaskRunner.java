package com.geniinow.runtime.worker;

import com.geniinow.runtime.queue.ClaimedJob;
import com.geniinow.runtime.queue.Ending;
import com.geniinow.runtime.queue.QueueUnavailableException;
import com.geniinow.runtime.queue.TaskQueue;
import com.geniinow.runtime.worker.HeldAttempt.Loss;
import com.geniinow.runtime.worker.client.AgentBusyException;
import com.geniinow.runtime.worker.client.CommandSideClient;
import com.geniinow.runtime.worker.client.CommandSideFaultException;
import com.geniinow.runtime.worker.client.CommandSideUnavailableException;
import com.geniinow.runtime.worker.client.ReportRefusedException;
import com.geniinow.runtime.worker.client.StartedAttempt;
import com.geniinow.runtime.worker.client.UnreadableAttemptException;
import com.geniinow.runtime.worker.executor.Outcome;
import com.geniinow.runtime.worker.executor.TaskExecutors;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one claimed job from its start to its report. */
final class TaskRunner {
  private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);

  private final TaskQueue queue;
  private final CommandSideClient commandSide;
  private final TaskExecutors executors;
  private final Duration claimLease;
  private final Backoff backoff;
  private final InstantSource clock;
  private final AttemptTrace trace;
  private final Outage commandSideOutage;
  private final Set<HeldAttempt> held = ConcurrentHashMap.newKeySet();

  /** The tasks this process is about, each with the attempt it was claimed for. */
  private final Map<UUID, Integer> inHand = new ConcurrentHashMap<>();

  TaskRunner(
      TaskQueue queue,
      CommandSideClient commandSide,
      TaskExecutors executors,
      Duration claimLease,
      Backoff backoff,
      InstantSource clock,
      AttemptTrace trace) {
    this.queue = queue;
    this.commandSide = commandSide;
    this.executors = executors;
    this.claimLease = claimLease;
    this.backoff = backoff;
    this.clock = clock;
    this.trace = trace;
    this.commandSideOutage = new Outage("The command side", backoff);
  }

  /** Whether the command side is unavailable, so that claiming had better wait. */
  Outage commandSideOutage() {
    return commandSideOutage;
  }

  /** Gives up every attempt held now: those at work fail as retryable, reports try once more. */
  void abandonAll() {
    held.forEach(attempt -> attempt.lose(Loss.SHUTDOWN));
  }

  /** Runs a claimed job. Whatever happens, the claim is settled one way or another. */
  void run(ClaimedJob job) {
    var running = inHand.putIfAbsent(job.taskId(), job.attempt());
    if (running != null) {
      // Redis lost track of a task that this process has. A later attempt waits for its end.
      settle(() -> job.attempt() > running ? queue.release(job) : queue.drop(job));
      return;
    }
    try {
      startAndRun(job);
    } finally {
      inHand.remove(job.taskId());
    }
  }

  private void startAndRun(ClaimedJob job) {
    Optional<StartedAttempt> started;
    try {
      started = startInsisting(job.taskId());
      commandSideOutage.recovered();
    } catch (UnreadableAttemptException e) {
      commandSideOutage.recovered();
      endUnreadable(job, e);
      return;
    } catch (CommandSideFaultException e) {
      // Of this task alone: others are not to wait for it. It is queued again by and by.
      log.warn("Task {} can't be started: {}", job.taskId(), e.getMessage());
      settle(() -> queue.drop(job));
      return;
    } catch (AgentBusyException e) {
      commandSideOutage.recovered();
      release(job);
      return;
    } catch (CommandSideUnavailableException e) {
      commandSideOutage.failed(e);
      release(job);
      return;
    } catch (InterruptedException e) {
      release(job);
      Thread.currentThread().interrupt();
      return;
    }
    if (started.isEmpty()) {
      settle(() -> queue.drop(job)); // cancelled, finished, or another worker's by now
      return;
    }
    try (var attempt = new HeldAttempt(job, started.get(), clock);
        var open = trace.attempt(started.get())) {
      held.add(attempt);
      try {
        runHeld(attempt);
      } finally {
        held.remove(attempt);
      }
    }
  }

  /** Nothing was run and nothing was used. */
  private void endUnreadable(ClaimedJob job, UnreadableAttemptException e) {
    log.warn("Task {} can't be read and is given up", job.taskId(), e);
    var outcome = Outcome.permanent("the task can't be read by the worker that took it");
    int attempt = e.attempt() > 0 ? e.attempt() : job.attempt();
    try {
      var accepted = commandSide.report(job.taskId(), attempt, outcome);
      settle(() -> accepted ? queue.finish(job, Ending.FAILED) : queue.drop(job));
    } catch (ReportRefusedException | CommandSideUnavailableException unheard) {
      log.warn("Task {}: its end went unreported: {}", job.taskId(), unheard.getMessage());
      settle(() -> queue.drop(job)); // its lease ends it, and the next attempt is given up too
    } catch (InterruptedException interrupted) {
      release(job);
      Thread.currentThread().interrupt();
    }
  }

  /** Hands a claimed job back to the head of its queue. */
  void release(ClaimedJob job) {
    settle(() -> queue.release(job));
  }

  /** Asks once more at once: an answer that got lost is given again to this process only. */
  private Optional<StartedAttempt> startInsisting(UUID taskId)
      throws CommandSideUnavailableException, UnreadableAttemptException, InterruptedException {
    try {
      return commandSide.start(taskId);
    } catch (CommandSideUnavailableException e) {
      Thread.sleep(backoff.delay(0));
      return commandSide.start(taskId);
    }
  }

  private void runHeld(HeldAttempt attempt) {
    if (attempt.lease().compareTo(claimLease) > 0) {
      settle(() -> queue.renew(attempt.job, attempt.lease()));
    }
    Thread.ofVirtual()
        .name("heartbeat-" + attempt.job.taskId())
        .start(new Heartbeat(attempt, commandSide, queue));

    var outcome = execute(attempt);
    if (outcome == null && attempt.loss() == Loss.LEASE) {
      settle(() -> queue.drop(attempt.job));
    } else {
      report(attempt, StorableResult.of(orStopped(attempt, outcome)));
    }
  }

  private @Nullable Outcome execute(HeldAttempt attempt) {
    try (var span = trace.execution(attempt.attempt())) {
      var outcome = attempt.execute(executors);
      if (!(outcome instanceof Outcome.Completed)) {
        span.failed("the attempt did not succeed");
      }
      return outcome;
    }
  }

  /** An executor that was interrupted may also have come to see that as a failure of its own. */
  private static Outcome orStopped(HeldAttempt attempt, @Nullable Outcome outcome) {
    var stopped = attempt.loss() == Loss.SHUTDOWN || attempt.loss() == Loss.STOPPED;
    if (outcome == null || (stopped && outcome instanceof Outcome.Failed)) {
      return new Outcome.Failed(
          attempt.loss() == Loss.STOPPED
              ? "it was stopped before it was done"
              : "the worker stopped before the task was done",
          true,
          outcome == null ? null : outcome.usage());
    }
    return outcome;
  }

  private void report(HeldAttempt attempt, Outcome outcome) {
    try {
      var current = outcome;
      var left = Reports.TRIES_OF_THE_LAST;
      for (var failures = 0; ; failures++) {
        try {
          reportOnce(attempt, current);
          return;
        } catch (ReportRefusedException e) {
          var next = Reports.after(current, attempt.attempt());
          if (next == null) {
            log.error("Task {}: no report is taken: {}", attempt.job.taskId(), e.getMessage());
            settle(() -> queue.drop(attempt.job));
            return;
          }
          log.warn("Task {}: {}", attempt.job.taskId(), e.getMessage());
          current = next;
        } catch (CommandSideFaultException e) {
          commandSideOutage.recovered();
          if (failures + 1 >= Reports.TRIES_OF_A_FAULT) {
            var next = Reports.after(current, attempt.attempt());
            if (next != null) {
              log.warn("Task {}: {}", attempt.job.taskId(), e.getMessage());
              current = next;
            } else if (--left == 0) {
              // Not for ever: its heartbeats would keep its slot from other agents' tasks.
              log.error("Task {}: no report is taken: {}", attempt.job.taskId(), e.getMessage());
              settle(() -> queue.drop(attempt.job));
              return;
            }
          }
          if (!mayTryAgain(attempt, failures)) {
            log.warn("Task {}: its end went unreported", attempt.job.taskId());
            release(attempt.job);
            return;
          }
        } catch (CommandSideUnavailableException e) {
          if (!(e instanceof AgentBusyException)) {
            commandSideOutage.failed(e);
          }
          if (!mayTryAgain(attempt, failures)) {
            log.warn("Task {}: its end went unreported", attempt.job.taskId());
            release(attempt.job);
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      release(attempt.job);
      Thread.currentThread().interrupt();
    }
  }

  private void reportOnce(HeldAttempt attempt, Outcome outcome)
      throws CommandSideUnavailableException, ReportRefusedException, InterruptedException {
    var accepted = commandSide.report(attempt.job.taskId(), attempt.attempt().number(), outcome);
    commandSideOutage.recovered();
    settle(() -> accepted ? finish(attempt.job, outcome) : queue.drop(attempt.job));
  }

  private boolean mayTryAgain(HeldAttempt attempt, int failures) throws InterruptedException {
    return (attempt.loss() == null || attempt.loss() == Loss.STOPPED)
        && !attempt.isOver()
        && !attempt.awaitClosed(backoff.delay(failures));
  }

  private boolean finish(ClaimedJob job, Outcome outcome) {
    return queue.finish(
        job, outcome instanceof Outcome.Completed ? Ending.COMPLETED : Ending.FAILED);
  }

  /** Redis is told as a courtesy: what it doesn't hear, leases and reconciling make up for. */
  private static void settle(BooleanSupplier queueOperation) {
    try {
      if (!queueOperation.getAsBoolean()) {
        log.debug("Redis no longer holds the claim");
      }
    } catch (QueueUnavailableException e) {
      log.debug("Redis was not told: {}", e.getMessage());
    }
  }
}

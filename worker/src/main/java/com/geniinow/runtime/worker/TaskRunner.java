package com.geniinow.runtime.worker;

import com.geniinow.runtime.worker.HeldAttempt.Loss;
import com.geniinow.runtime.worker.client.AgentBusyException;
import com.geniinow.runtime.worker.client.Claimed;
import com.geniinow.runtime.worker.client.CommandSideFaultException;
import com.geniinow.runtime.worker.client.CommandSideUnavailableException;
import com.geniinow.runtime.worker.client.Report;
import com.geniinow.runtime.worker.client.ReportRefusedException;
import com.geniinow.runtime.worker.client.Reporting;
import com.geniinow.runtime.worker.client.StartedAttempt;
import com.geniinow.runtime.worker.executor.Outcome;
import com.geniinow.runtime.worker.executor.TaskExecutors;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one started attempt to its report. */
final class TaskRunner {
  private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);
  private static final String UNREADABLE = "the task can't be read by the worker that took it";

  private final Reporting reporting;
  private final Heartbeats heartbeats;
  private final TaskExecutors executors;
  private final Backoff backoff;
  private final InstantSource clock;
  private final AttemptTrace trace;
  private final Outage commandSideOutage;
  private final Set<HeldAttempt> held = ConcurrentHashMap.newKeySet();

  TaskRunner(
      Reporting reporting,
      Heartbeats heartbeats,
      TaskExecutors executors,
      Backoff backoff,
      InstantSource clock,
      AttemptTrace trace) {
    this.reporting = reporting;
    this.heartbeats = heartbeats;
    this.executors = executors;
    this.backoff = backoff;
    this.clock = clock;
    this.trace = trace;
    this.commandSideOutage = new Outage("The command side", backoff);
  }

  /** Whether the command side is unavailable, so that claiming had better wait. */
  Outage commandSideOutage() {
    return commandSideOutage;
  }

  /** Gives up every attempt held now: those at work are handed back, reports try once more. */
  void abandonAll() {
    held.forEach(attempt -> attempt.lose(Loss.SHUTDOWN));
  }

  /** Runs an attempt. Whatever happens, it is reported, or left to its lease. */
  void run(Claimed claimed) {
    var started = claimed.started();
    if (started == null) {
      log.warn("Task {} can't be read and is given up", claimed.taskId());
      reportOnce(claimed, Outcome.permanent(UNREADABLE));
      return;
    }
    run(started);
  }

  private void run(StartedAttempt started) {
    try (var attempt = new HeldAttempt(started, clock);
        var open = trace.attempt(started)) {
      held.add(attempt);
      heartbeats.keep(attempt);
      try {
        var outcome = execute(attempt);
        if (outcome != null || attempt.loss() != Loss.LEASE) {
          report(attempt, StorableResult.of(orStopped(attempt, outcome)));
        }
      } finally {
        heartbeats.letGo(attempt);
        held.remove(attempt);
      }
    }
  }

  /** Hands a claimed attempt back that was never begun. */
  void release(Claimed claimed) {
    reportOnce(claimed, new Outcome.Released(null));
  }

  private void reportOnce(Claimed claimed, Outcome outcome) {
    try {
      reporting.report(new Report(claimed.taskId(), claimed.attempt(), outcome));
    } catch (ReportRefusedException | CommandSideUnavailableException e) {
      log.warn("Task {}: its end went unreported: {}", claimed.taskId(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
    if (outcome instanceof Outcome.Completed) {
      return outcome;
    }
    if (attempt.loss() == Loss.SHUTDOWN) {
      return new Outcome.Released(
          outcome == null ? null : outcome.usage(), outcome == null ? null : outcome.call());
    }
    if (outcome == null || attempt.loss() == Loss.STOPPED) {
      return new Outcome.Failed(
          "it was stopped before it was done", true, outcome == null ? null : outcome.usage());
    }
    return outcome;
  }

  private void report(HeldAttempt attempt, Outcome outcome) {
    try {
      var current = outcome;
      var left = Reports.TRIES_OF_THE_LAST;
      for (var failures = 0; ; failures++) {
        try {
          reporting.report(new Report(attempt.taskId(), attempt.attempt().number(), current));
          commandSideOutage.recovered();
          return;
        } catch (ReportRefusedException e) {
          var next = Reports.after(current, attempt.attempt());
          if (next == null) {
            log.error("Task {}: no report is taken: {}", attempt.taskId(), e.getMessage());
            return;
          }
          log.warn("Task {}: {}", attempt.taskId(), e.getMessage());
          current = next;
        } catch (CommandSideFaultException e) {
          commandSideOutage.recovered();
          if (failures + 1 >= Reports.TRIES_OF_A_FAULT) {
            var next = Reports.after(current, attempt.attempt());
            if (next != null) {
              log.warn("Task {}: {}", attempt.taskId(), e.getMessage());
              current = next;
            } else if (--left == 0) {
              // Not for ever: its heartbeats would keep its slot from other agents' tasks.
              log.error("Task {}: no report is taken: {}", attempt.taskId(), e.getMessage());
              return;
            }
          }
          if (!mayTryAgain(attempt, failures)) {
            log.warn("Task {}: its end went unreported", attempt.taskId());
            return;
          }
        } catch (CommandSideUnavailableException e) {
          if (!(e instanceof AgentBusyException)) {
            commandSideOutage.failed(e);
          }
          if (!mayTryAgain(attempt, failures)) {
            log.warn("Task {}: its end went unreported", attempt.taskId());
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean mayTryAgain(HeldAttempt attempt, int failures) throws InterruptedException {
    return (attempt.loss() == null || attempt.loss() == Loss.STOPPED)
        && !attempt.isOver()
        && !attempt.awaitClosed(backoff.delay(failures));
  }
}

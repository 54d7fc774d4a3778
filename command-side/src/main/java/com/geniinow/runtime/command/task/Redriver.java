package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.task.RedriveTable.Outcome;
import com.geniinow.runtime.command.task.RedriveTable.Unfinished;
import com.geniinow.runtime.platform.problem.Outages;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Works bulk redrives off, one after the other, at most {@link TaskSettings#redrivesPerSecond} a
 * second. It keeps its place after each task, so that a killed process costs nothing.
 */
@Component
class Redriver implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(Redriver.class);
  private static final int RUNS_PER_SECOND = 2;

  private final RedriveTable table;
  private final AgentLine line;
  private final Now now;
  private final int perRun;

  Redriver(RedriveTable table, AgentLine line, Now now, TaskSettings settings) {
    this.table = table;
    this.line = line;
    this.now = now;
    this.perRun = Math.max(1, settings.redrivesPerSecond() / RUNS_PER_SECOND);
  }

  @Override
  public String name() {
    return "redriver";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(1).dividedBy(RUNS_PER_SECOND);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(Due.whileAny("redrives WHERE finished_at IS NULL"));
  }

  @Override
  public void run() {
    table.next().ifPresent(this::advance);
  }

  private void advance(Unfinished redrive) {
    var tasks =
        table.dead(
            redrive.agentId(), redrive.deadLetteredBefore(), Optional.of(redrive.cursor()), perRun);
    for (var task : tasks) {
      var outcome = redrive(task.agentId(), task.taskId(), redrive.requestedBy());
      table.looked(redrive.redriveId(), task, outcome);
    }
    if (tasks.size() < perRun) {
      table.finished(redrive.redriveId(), now.get());
    }
  }

  private Outcome redrive(UUID agentId, UUID taskId, String by) {
    try {
      return switch (line.send(new RedriveTask(agentId, taskId, by, now.get()))) {
        case RedriveResult.Redriven redriven -> Outcome.REDRIVEN;
        case RedriveResult.QueueFull full -> Outcome.QUEUE_FULL;
        case RedriveResult.OverQuota refused -> Outcome.QUOTA_EXCEEDED;
      };
    } catch (RefusedException e) {
      return switch (e.refusal()) {
        case Refusal.WrongState r -> Outcome.SKIPPED;
        case Refusal.AgentNotActive r -> Outcome.SKIPPED;
        case Refusal.Braked r -> Outcome.SKIPPED;
        case Refusal.PayloadErased r -> Outcome.SKIPPED;
        case Refusal.InvalidValue r -> Outcome.SKIPPED;
        default -> throw e;
      };
    } catch (RuntimeException e) {
      if (Outages.isOutage(e)) {
        throw e;
      }
      // One that fails must not keep the others waiting.
      log.warn("agent {}: task {} can't be redriven", agentId, taskId, e);
      return Outcome.SKIPPED;
    }
  }
}

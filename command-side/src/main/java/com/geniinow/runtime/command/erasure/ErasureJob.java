package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.erasure.ErasureTable.Run;
import com.geniinow.runtime.command.file.AgentFiles;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.memory.AgentMemories;
import com.geniinow.runtime.platform.work.TextOfBefore;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Goes on with erasures that have begun, a step after the other. Each step is done again where its
 * process died before it was counted, and finds nothing then; the keys go with the last one.
 */
@Component
class ErasureJob implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(ErasureJob.class);
  private static final int STEPS = 5;

  /** Of one turn and erasure, so that none keeps the others waiting for long. */
  private static final int BATCHES = 20;

  private final ErasureTable runs;
  private final AgentFiles files;
  private final AgentMemories memories;
  private final TextOfBefore text;
  private final AgentLine line;
  private final Now now;

  ErasureJob(
      ErasureTable runs,
      AgentFiles files,
      AgentMemories memories,
      TextOfBefore text,
      AgentLine line,
      Now now) {
    this.runs = runs;
    this.files = files;
    this.memories = memories;
    this.text = text;
    this.line = line;
    this.now = now;
  }

  @Override
  public String name() {
    return "erasures";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(Due.whileAny("erasure_runs"));
  }

  @Override
  public void run() {
    runs.due().forEach(this::goOn);
  }

  /** One that fails must not keep the others waiting; it comes again at the next turn. */
  private void goOn(Run run) {
    try {
      for (var step = run.step(); step < STEPS && isDone(step, run); step++) {
        runs.reached(run.erasureId(), step + 1);
      }
    } catch (RuntimeException e) {
      log.warn("the erasure of agent {} can't go on yet", run.agentId(), e);
    }
  }

  /** Does a step, or some of it; whether there is nothing left of it. */
  private boolean isDone(int step, Run run) {
    return switch (step) {
      case 0 -> files.removeSome(run.agentId(), run.by());
      case 1 -> memories.forgetSome(run.agentId(), run.by());
      case 2 -> {
        runs.removeDerived(run.agentId());
        yield true;
      }
      case 3 -> isSealed(run.agentId());
      default -> isSealed(run.agentId()) && isFinished(run);
    };
  }

  /** Seals and redacts what was stored clear; whether there is nothing left of it. */
  private boolean isSealed(UUID agentId) {
    return isOver(() -> text.sealSome(agentId))
        && !text.isClear(agentId) // another process may be at some
        && isOver(() -> text.redactSome(agentId));
  }

  private boolean isFinished(Run run) {
    line.send(new FinishErasure(run.agentId(), run.erasureId(), now.get()));
    return true;
  }

  /** Whether nothing was left after so many batches; what is comes with the next turn. */
  private static boolean isOver(IntSupplier batch) {
    for (var n = 0; n < BATCHES; n++) {
      if (batch.getAsInt() == 0) {
        return true;
      }
    }
    return false;
  }
}

package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.erasure.ErasureTable.Run;
import com.geniinow.runtime.command.file.AgentFiles;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.memory.AgentMemories;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.webhook.AgentWebhooks;
import com.geniinow.runtime.platform.work.TextOfBefore;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
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
  private static final int STEPS = 8;

  /** Of one turn and erasure, so that none keeps the others waiting for long. */
  private static final int BATCHES = 20;

  private final ErasureTable runs;
  private final TextEraser texts;
  private final AgentFiles files;
  private final AgentMemories memories;
  private final AgentWebhooks webhooks;
  private final TextOfBefore before;
  private final SealedThrough sealed;
  private final AgentLine line;
  private final Now now;
  private final Pauses pauses = new Pauses();

  ErasureJob(
      ErasureTable runs,
      TextEraser texts,
      AgentFiles files,
      AgentMemories memories,
      AgentWebhooks webhooks,
      TextOfBefore before,
      SealedThrough sealed,
      AgentLine line,
      Now now) {
    this.runs = runs;
    this.texts = texts;
    this.files = files;
    this.memories = memories;
    this.webhooks = webhooks;
    this.before = before;
    this.sealed = sealed;
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
    return Optional.of(Due.whileAny(ErasureTable.DUE));
  }

  @Override
  public void run() {
    goOn();
  }

  /**
   * A turn of all that are under way.
   *
   * @return whether any came further
   */
  boolean goOn() {
    return goOn(agent -> true);
  }

  /**
   * The same of some agents alone.
   *
   * @param which of them, by its id
   * @return whether any of these came further
   */
  boolean goOn(Predicate<UUID> which) {
    var due = runs.due();
    pauses.keep(due.stream().map(Run::erasureId).toList());
    return due.stream()
            .filter(run -> which.test(run.agentId()))
            .filter(run -> !pauses.rests(run.erasureId(), now.get()))
            .filter(this::cameFurther)
            .count()
        > 0;
  }

  /**
   * One that fails must not keep the others waiting; it comes again at a later turn. What takes too
   * long, or finds no keys, may do so for ever, and for this one alone: it is paused for as well.
   */
  private boolean cameFurther(Run run) {
    var step = run.step();
    try {
      while (step < STEPS && mayGoOn(run) && isDone(step, run)) {
        step++;
        runs.reached(run.erasureId(), step);
      }
      pauses.wentOn(run.erasureId());
      // Not all rows are empty yet, and a whole turn was spent on them.
      return step > run.step() || (step == 0 && mayGoOn(run));
    } catch (RuntimeException e) {
      if (isHeld(e)) {
        log.debug("the erasure of agent {} rests", run.agentId(), e);
      } else {
        pauses.failed(run.erasureId(), now.get());
        log.warn("the erasure of agent {} can't go on yet", run.agentId(), e);
      }
      return step > run.step();
    }
  }

  private static boolean isHeld(RuntimeException e) {
    return e instanceof RefusedException refused && refused.refusal() instanceof Refusal.LegalHold;
  }

  /** Whoever set a hold was told that nothing more is erased: so it is looked for all the time. */
  private boolean mayGoOn(Run run) {
    return runs.mayGoOn(run.erasureId());
  }

  /** Does a step, or some of it; whether there is nothing left of it. */
  private boolean isDone(int step, Run run) {
    return switch (step) {
      case 0 -> texts.emptySome(run, () -> mayGoOn(run));
      case 1 -> texts.dropAnswers(run, () -> mayGoOn(run));
      case 2 -> files.removeSome(run.agentId(), run.by(), () -> mayGoOn(run));
      case 3 -> memories.forgetSome(run.agentId(), run.by(), () -> mayGoOn(run));
      case 4 -> webhooks.removeAll(run.agentId(), run.by(), () -> mayGoOn(run));
      case 5 -> {
        runs.removeDerived(run.agentId());
        yield true;
      }
      case 6 -> isSealed(run);
      default -> isSealed(run) && isFinished(run);
    };
  }

  /** Seals and redacts what was stored clear; whether there is nothing left of it. */
  private boolean isSealed(Run run) {
    var agent = run.agentId();
    return isOver(run, () -> before.sealSome(agent))
        && sealed.of(agent).isPresent() // another process may be at some
        && isOver(run, () -> before.redactSome(agent));
  }

  private boolean isFinished(Run run) {
    var through = sealed.of(run.agentId());
    if (through.isEmpty()) {
      return false;
    }
    line.send(new FinishErasure(run.agentId(), run.erasureId(), through.getAsLong(), now.get()));
    return true;
  }

  /** Whether nothing was left after so many batches; what is comes with the next turn. */
  private boolean isOver(Run run, IntSupplier batch) {
    for (var n = 0; n < BATCHES && mayGoOn(run); n++) {
      if (batch.getAsInt() == 0) {
        return true;
      }
    }
    return false;
  }
}

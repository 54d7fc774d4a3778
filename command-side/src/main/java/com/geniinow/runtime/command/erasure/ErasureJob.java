package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.erasure.ErasureTable.Run;
import com.geniinow.runtime.command.file.AgentFiles;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.memory.AgentMemories;
import com.geniinow.runtime.command.webhook.AgentWebhooks;
import java.time.Duration;
import java.util.Optional;
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
  private static final int STEPS = 4;

  private final ErasureTable runs;
  private final AgentWebhooks webhooks;
  private final AgentFiles files;
  private final AgentMemories memories;
  private final AgentLine line;
  private final Now now;

  ErasureJob(
      ErasureTable runs,
      AgentWebhooks webhooks,
      AgentFiles files,
      AgentMemories memories,
      AgentLine line,
      Now now) {
    this.runs = runs;
    this.webhooks = webhooks;
    this.files = files;
    this.memories = memories;
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
    goOn();
  }

  /**
   * A turn of all that are under way.
   *
   * @return whether any came a step further
   */
  boolean goOn() {
    return runs.due().stream().filter(this::cameFurther).count() > 0;
  }

  /** One that fails must not keep the others waiting; it comes again at the next turn. */
  private boolean cameFurther(Run run) {
    var step = run.step();
    try {
      while (step < STEPS && isDone(step, run)) {
        step++;
        runs.reached(run.erasureId(), step);
      }
    } catch (RuntimeException e) {
      log.warn("the erasure of agent {} can't go on yet", run.agentId(), e);
    }
    return step > run.step();
  }

  /** Does a step, or some of it; whether there is nothing left of it. */
  private boolean isDone(int step, Run run) {
    return switch (step) {
      case 0 -> {
        var webhooksAreGone = webhooks.removeAll(run.agentId(), run.by());
        yield files.removeSome(run.agentId(), run.by()) && webhooksAreGone;
      }
      case 1 -> memories.forgetSome(run.agentId(), run.by());
      case 2 -> {
        runs.removeDerived(run.agentId());
        yield true;
      }
      default -> {
        line.send(new FinishErasure(run.agentId(), run.erasureId(), now.get()));
        yield true;
      }
    };
  }
}

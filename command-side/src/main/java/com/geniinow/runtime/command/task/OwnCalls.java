package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.TaskLimits;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.quota.RunningCalls;
import com.geniinow.runtime.command.quota.TaskCalls;
import com.geniinow.runtime.command.quota.Usage;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import java.util.UUID;
import org.axonframework.modelling.command.Aggregate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The limits of tasks whose attempts are one model call each: there is no attempt without room for
 * its call.
 */
@Component
class OwnCalls {
  private final TaskTable tasks;
  private final TaskCalls calls;

  OwnCalls(TaskTable tasks, TaskCalls calls) {
    this.tasks = tasks;
    this.calls = calls;
  }

  /**
   * The first attempt.
   *
   * @param costUsd what it costs at worst
   * @throws RefusedException where no attempt could ever be made
   */
  void mustFit(String type, TaskLimits limits, BigDecimal costUsd) {
    if (!type.equals(TaskSettings.CHAT)) {
      return;
    }
    if (limits.maxCalls() != null && limits.maxCalls() < 1) {
      throw new Refusal.InvalidValue("max_calls", "leaves no room for the task's own call")
          .exception();
    }
    if (limits.maxCostUsd() != null && costUsd.compareTo(limits.maxCostUsd()) > 0) {
      throw new Refusal.InvalidValue(
              "max_cost_usd",
              "is less than the task's one call costs at worst, %s"
                  .formatted(Usd.of(costUsd).toPlainString()))
          .exception();
    }
  }

  /** Whether what its attempts use is bound by the task itself. */
  boolean areBound(UUID taskId, String type) {
    if (!type.equals(TaskSettings.CHAT)) {
      return false;
    }
    var limits = tasks.read(taskId).limits();
    return limits.maxCalls() != null || limits.maxCostUsd() != null;
  }

  /**
   * What is in the way of another attempt.
   *
   * @param justUsed by the attempt that has just ended, which no table shows yet; null for nothing
   * @param costUsd what the next one costs at worst
   * @return {@code calls} or {@code cost}; null for nothing
   */
  @Nullable String exceeded(
      UUID taskId,
      String type,
      Aggregate<Quota> quota,
      @Nullable RunningCalls justUsed,
      BigDecimal costUsd) {
    if (!type.equals(TaskSettings.CHAT)) {
      return null;
    }
    var limits = tasks.read(taskId).limits();
    var running = quota.invoke(q -> q.runningCallsOf(taskId));
    var all = justUsed == null ? running : running.and(justUsed);
    return calls
        .left(taskId, true, limits.maxCalls(), limits.maxCostUsd(), all)
        .exceededBy(costUsd);
  }

  /** What an attempt that has just ended used. */
  static @Nullable RunningCalls justUsed(@Nullable Usage usage, BigDecimal heldUsd) {
    if (usage == null) {
      return null;
    }
    var cost = usage.costUsd() == null ? heldUsd : usage.costUsd();
    return usage.tokens().total() == 0 && cost.signum() == 0 ? null : new RunningCalls(1, cost);
  }
}

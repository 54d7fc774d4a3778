package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.price.Charge;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/** Takes tasks of clients. */
@Component
class SubmitHandler {
  private final Agents agents;
  private final TaskIntake intake;
  private final AttemptCost costs;

  SubmitHandler(Agents agents, TaskIntake intake, AttemptCost costs) {
    this.agents = agents;
    this.intake = intake;
    this.costs = costs;
  }

  @CommandHandler
  SubmitResult handle(SubmitTask c) {
    return intake.take(agents.withQuota(c), c);
  }

  /** A refusal ends the transaction, so that nothing of the others is left. */
  @CommandHandler
  SubmittedBatch handle(SubmitBatch c) {
    var both = agents.withQuota(c);
    var results = new ArrayList<SubmitResult>();
    var admitted = new ArrayList<SubmitTask>();
    for (var task : c.tasks()) {
      try {
        switch (intake.take(both, task)) {
          case SubmitResult.Accepted accepted -> {
            results.add(accepted);
            // What is for later holds nothing yet, whether or not it must be approved first.
            if (task.planned().plan().runAt() == null) {
              admitted.add(task);
            }
          }
          case SubmitResult.Replayed replayed -> results.add(replayed);
          case SubmitResult.QueueFull full -> throw new Refusal.QueueFull(full.limit()).exception();
          case SubmitResult.OverQuota refused ->
              throw new Refusal.OverQuota(ofAll(refused.why(), admitted)).exception();
        }
      } catch (RefusedException e) {
        throw new Refusal.OfBatch(results.size(), e.refusal()).exception();
      }
    }
    return new SubmittedBatch(results);
  }

  /** What it asks for with all before it, since none of them holds anything any more. */
  private UsageRefused ofAll(UsageRefused why, List<SubmitTask> admitted) {
    var before =
        admitted.stream()
            .map(
                task ->
                    why.limitKind() == LimitKind.TOKENS
                        ? BigDecimal.valueOf(task.estimatedTokens())
                        : costs
                            .ofFirst(task.model(), task.estimatedTokens(), task.limits(), task.at())
                            .orElse(Charge.NOTHING)
                            .usd())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return new UsageRefused(
        why.agentId(),
        why.taskId(),
        why.taskType(),
        why.limitKind(),
        why.limit(),
        why.used(),
        why.reserved().subtract(before).max(BigDecimal.ZERO),
        why.requested().add(before),
        why.period(),
        why.resetsAt(),
        why.at(),
        why.earlier(),
        why.level(),
        why.window());
  }

  @CommandHandler
  long handle(RecordRefusal c) {
    var quota = agents.withQuota(c).quota();
    quota.execute(q -> q.refuse(c.why(), c.at()));
    return quota.version();
  }
}

package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.agent.RetryPolicy;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageImplausible;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.task.TaskPlan;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Turns events that people must be informed of into alerts. */
@Component
@ProcessingGroup(AlertProcessor.PROCESSOR)
class AlertProcessor {
  static final String PROCESSOR = "alerts";

  /** The kind of alert about a task that a person must let run, and what its id derives from. */
  static final String APPROVAL = "approval_required";

  private final AlertTable table;
  private final AlertSettings settings;
  private final RetryPolicy retries;

  AlertProcessor(AlertTable table, AlertSettings settings, RetryPolicy retries) {
    this.table = table;
    this.settings = settings;
    this.retries = retries;
  }

  /** Once per task that a person must let run. */
  @EventHandler
  void on(TaskSubmitted e) {
    var approval = TaskPlan.of(e.plan()).approval();
    if (approval != null) {
      var retry = TaskPlan.of(e.plan()).retry();
      approvalRequired(
          new UnapprovedTask(
              e.agentId(),
              e.taskId(),
              e.type(),
              e.model(),
              e.estimatedTokens(),
              e.estimatedCostUsd(),
              e.maxCostUsd(),
              retry == null ? null : retry.maxRetries(),
              approval.expiresAt(),
              e.at()));
    }
  }

  /** Whether nobody had been told. */
  boolean approvalRequired(UnapprovedTask task) {
    var message =
        new SlackMessage("raised_hand", "Approval required")
            .agent(task.agentId())
            .field("Task", "`%s`".formatted(task.taskId()))
            .field("Type", SlackText.quote(task.type()))
            .field("Model", SlackText.quote(task.model() == null ? "none" : task.model()))
            .field("Costs at most", most(task.mostUsd(retries.maxRetries())))
            .field("Each attempt", figures(task.tokens(), task.costUsd()))
            .field("Decide until", task.expiresAt().toString())
            .note("approve: `POST /api/tasks/%s/approve`".formatted(task.taskId()))
            .note("deny: `POST /api/tasks/%s/deny`".formatted(task.taskId()))
            .link(settings.taskUrl(task.taskId()), "the task");
    return table.raise(
        Alert.toSlack(
            Ids.derive(task.taskId(), APPROVAL),
            task.agentId(),
            APPROVAL,
            message,
            task.submittedAt()));
  }

  /** Each time a task is given up, after a redrive too. */
  @EventHandler
  void on(TaskDeadLettered e, EventMessage<?> event) {
    deadLettered(e, event.getIdentifier());
  }

  /** Whether nobody had been told. */
  boolean deadLettered(TaskDeadLettered e, String eventId) {
    var message =
        new SlackMessage("skull", "Task dead-lettered")
            .agent(e.agentId())
            .field("Task", "`%s`".formatted(e.taskId()))
            .field("Attempts", Integer.toString(e.attempts()))
            .field("Reason", e.reason())
            .note("redrive: `POST /api/tasks/%s/redrive`".formatted(e.taskId()))
            .link(settings.taskUrl(e.taskId()), "the task");
    return table.raise(
        Alert.toSlack(
            Ids.derive(e.taskId(), eventId), e.agentId(), "dead_letter", message, e.at()));
  }

  /**
   * Once per limit and month, however many tasks run over it; each overage is on record. A limit
   * that was changed can be passed anew. An attempt that used more than it reserved and stayed
   * below the limit is on record only, and what passes a limit that others share is told by {@link
   * BudgetAlerts}.
   */
  @EventHandler
  void on(OverageRecorded e) {
    overage(e);
  }

  /** Whether people must be informed of it and nobody was. */
  boolean overage(OverageRecorded e) {
    var total = e.used().add(e.reserved()).add(e.requested());
    if (e.policy() == OveragePolicy.ALLOW
        || e.atLevel() != Level.AGENT
        || total.compareTo(e.limit()) <= 0) {
      return false;
    }
    var message =
        new SlackMessage("warning", "Quota passed")
            .agent(e.agentId())
            .field(
                "Limit",
                "%s %s, %s"
                    .formatted(
                        e.ofWindow() == Window.DAY ? "daily" : "monthly",
                        e.limitKind().wire(),
                        e.period()))
            .field("Figure", total.toPlainString())
            .field("Of", e.limit().toPlainString())
            .field("Policy", "`%s`".formatted(e.policy().wire()))
            .note(
                "used %s · reserved %s · requested %s"
                    .formatted(
                        e.used().toPlainString(),
                        e.reserved().toPlainString(),
                        e.requested().toPlainString()))
            .link(settings.agentUrl(e.agentId()) + "/quota", "the quota");
    return table.raise(
        Alert.toSlack(
            Ids.derive(
                e.agentId(),
                "overage/%s/%s/%s"
                    .formatted(e.period(), e.limitKind().wire(), e.limit().toPlainString())),
            e.agentId(),
            e.ofWindow() == Window.DAY ? "overage_of_day" : "overage",
            message,
            e.at()));
  }

  /**
   * More was reported than can be true, or than a blocking limit had room for, and only a part
   * counts: whoever reports it is wrong, or the money is spent elsewhere. Once per agent, model and
   * day; each is on record.
   */
  @EventHandler
  void on(UsageImplausible e) {
    var model = e.model() == null ? "none" : e.model();
    var message =
        new SlackMessage("warning", "Implausible usage")
            .agent(e.agentId())
            .field(
                switch (e.attempt()) {
                  case QuotaEvent.EMBEDDING -> "Embedding";
                  case QuotaEvent.CALL -> "Call";
                  default -> "Task";
                },
                "`%s`".formatted(e.taskId()))
            .field("Model", SlackText.quote(model))
            .field("Reported", figures(e.reportedTokens(), e.reportedCostUsd()))
            .field("Counted", figures(e.countedTokens(), e.countedCostUsd()))
            .note("more than can be true, or than a blocking limit leaves; the rest is not charged")
            .link(settings.agentUrl(e.agentId()) + "/quota/usage", "the usage");
    var day = LocalDate.ofInstant(e.at(), ZoneOffset.UTC);
    table.raise(
        Alert.toSlack(
            Ids.derive(e.agentId(), "usage_implausible/%s/%s".formatted(day, model)),
            e.agentId(),
            "usage_implausible",
            message,
            e.at()));
  }

  private static String most(@Nullable BigDecimal usd) {
    return usd == null ? "no limit of its own" : usd.toPlainString() + " USD";
  }

  private static String figures(long tokens, BigDecimal costUsd) {
    return "%d tokens, %s USD".formatted(tokens, costUsd.toPlainString());
  }
}

package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.springframework.stereotype.Component;

/** Turns events that people must hear of into alerts. */
@Component
@ProcessingGroup(AlertProcessor.PROCESSOR)
class AlertProcessor {
  static final String PROCESSOR = "alerts";

  private final AlertBook book;

  AlertProcessor(AlertBook book) {
    this.book = book;
  }

  /** Each time a task is given up, after a redrive too. */
  @EventHandler
  void on(TaskDeadLettered e, EventMessage<?> event) {
    var message =
        """
        :skull: *Task dead-lettered* after %d attempts (%s)
        agent `%s` · task `%s`
        last error: %s
        redrive: `POST /api/tasks/%s/redrive`"""
            .formatted(
                e.attempts(),
                e.reason(),
                e.agentId(),
                e.taskId(),
                SlackText.quote(e.error()),
                e.taskId());
    book.raise(
        new Alert(
            Ids.derive(e.taskId(), event.getIdentifier()),
            e.agentId(),
            "dead_letter",
            message,
            e.at()));
  }

  /**
   * Once per limit and month, however many tasks run over it; each overage is on record. A limit
   * that was changed can be passed anew. An attempt that used more than it reserved and stayed
   * below the limit is on record only.
   */
  @EventHandler
  void on(OverageRecorded e) {
    var total = e.used().add(e.reserved()).add(e.requested());
    if (e.policy() == OveragePolicy.ALLOW || total.compareTo(e.limit()) <= 0) {
      return;
    }
    var message =
        """
        :warning: *Quota passed*: agent `%s` is over its monthly %s limit (%s)
        limit %s · used %s · reserved %s · requested %s · policy `%s`"""
            .formatted(
                e.agentId(),
                e.limitKind().wire(),
                e.period(),
                e.limit().toPlainString(),
                e.used().toPlainString(),
                e.reserved().toPlainString(),
                e.requested().toPlainString(),
                e.policy().wire());
    book.raise(
        new Alert(
            Ids.derive(
                e.agentId(),
                "overage/%s/%s/%s"
                    .formatted(e.period(), e.limitKind().wire(), e.limit().toPlainString())),
            e.agentId(),
            "overage",
            message,
            e.at()));
  }
}

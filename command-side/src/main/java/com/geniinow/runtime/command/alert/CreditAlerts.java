package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.memory.CreditWatch;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.task.FailureCause;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Informs people that an account at a provider has no credit, which no retry mends: in Slack, and
 * somebody is woken. Once per provider, model and day, however many calls are refused.
 */
@Component
@ProcessingGroup(AlertProcessor.PROCESSOR)
class CreditAlerts implements CreditWatch {
  static final String KIND = "provider_out_of_credit";

  /** It is about no agent: what names the fleet where ids are derived from something's id. */
  private static final UUID FLEET = new UUID(0, 0);

  private final AlertTable table;
  private final AlertSettings settings;
  private final PagerDutySettings pagerDuty;
  private final JdbcClient system;

  CreditAlerts(
      AlertTable table,
      AlertSettings settings,
      PagerDutySettings pagerDuty,
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.table = table;
    this.settings = settings;
    this.pagerDuty = pagerDuty;
    this.system = system;
  }

  @EventHandler
  void on(TaskAttemptFailed e) {
    if (e.cause() != FailureCause.PROVIDER_OUT_OF_CREDIT) {
      return;
    }
    var called = called(e.taskId());
    var note = "the task that met it: <%s|%s>".formatted(settings.taskUrl(e.taskId()), e.taskId());
    raise(called.provider(), called.model(), note, e.at());
  }

  @Override
  public void embeddingRefused(String provider, String model, Instant at) {
    raise(provider, model, "memories are neither stored nor searched until then", at);
  }

  @Override
  public void callRefused(String provider, String model, Instant at) {
    raise(provider, model, "agents that call it are told that it is unavailable", at);
  }

  private void raise(String provider, String model, String note, Instant at) {
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("Provider", provider);
    figures.put("Model", model);
    var message = new SlackMessage("rotating_light", "Provider out of credit");
    figures.forEach((name, value) -> message.field(name, SlackText.quote(value)));
    message.note("no call of this account is answered until it is paid").note(note);
    var about =
        "%s/%s/%s/%s".formatted(KIND, LocalDate.ofInstant(at, ZoneOffset.UTC), provider, model);
    table.raise(
        new Alert(
            Ids.derive(FLEET, about), null, KIND, Via.SLACK, message.text(), message.blocks(), at));
    if (pagerDuty.configured()) {
      wake(Ids.derive(FLEET, about + "/pagerduty"), figures, message, at);
    }
  }

  private void wake(UUID alertId, Map<String, String> figures, SlackMessage message, Instant at) {
    var summary =
        "Provider out of credit: %s, %s".formatted(figures.get("Provider"), figures.get("Model"));
    var body = PagerDutyEvent.trigger(alertId, summary, figures, settings.metricsUrl(), at);
    table.raise(new Alert(alertId, null, KIND, Via.PAGERDUTY, message.text(), body, at));
  }

  /** What a task calls. Its type begins with its provider's name. */
  private Called called(UUID taskId) {
    return system
        .sql("SELECT type, coalesce(model, 'none') FROM agent_tasks WHERE task_id = ?")
        .param(taskId)
        .query(
            (row, n) ->
                new Called(
                    row.getString(1).split("\\.", 2)[0].toLowerCase(Locale.ROOT), row.getString(2)))
        .optional()
        .orElse(new Called("unknown", "unknown"));
  }

  private record Called(String provider, String model) {}
}

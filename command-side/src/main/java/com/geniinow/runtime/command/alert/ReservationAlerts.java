package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A model call that used more than was held for it: what is counted before a call is too little for
 * that model, or its provider asks for more than the price book says. Once per agent, model and
 * day; each is an overage on record.
 */
@Component
@ProcessingGroup(AlertProcessor.PROCESSOR)
class ReservationAlerts {
  private final AlertTable table;
  private final AlertSettings settings;
  private final JdbcClient system;

  ReservationAlerts(
      AlertTable table,
      AlertSettings settings,
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.table = table;
    this.settings = settings;
    this.system = system;
  }

  @EventHandler
  void on(UsageRecorded e) {
    if (e.tokens() <= e.reservedTokens() && e.costUsd().compareTo(e.reservedCostUsd()) <= 0) {
      return;
    }
    var model = called(e);
    if (model == null) {
      return;
    }
    var message =
        new SlackMessage("warning", "More used than held")
            .agent(e.agentId())
            .field("Model", SlackText.quote(model))
            .field("Held", figures(e.reservedTokens(), e.reservedCostUsd()))
            .field("Used", figures(e.tokens(), e.costUsd()))
            .field("Factor", factor(e))
            .link(settings.agentUrl(e.agentId()) + "/quota/usage", "the usage");
    var day = LocalDate.ofInstant(e.at(), ZoneOffset.UTC);
    table.raise(
        Alert.toSlack(
            Ids.derive(e.agentId(), "reservation_exceeded/%s/%s".formatted(day, model)),
            e.agentId(),
            "reservation_exceeded",
            message,
            e.at()));
  }

  /**
   * The model that was called by our own code; null for what a worker says of other tasks, which is
   * no sign that a model is counted wrong. Of a chat it is its task's: a report could name a
   * thousand.
   */
  private @Nullable String called(UsageRecorded e) {
    return e.attempt() == QuotaEvent.EMBEDDING || (e.call() != null && e.call().ownHold())
        ? e.model()
        : system
            .sql("SELECT model FROM agent_tasks WHERE task_id = ? AND type = 'openai.chat'")
            .param(e.taskId())
            .query(String.class)
            .optional()
            .orElse(null);
  }

  /** How many times as much, of whatever was passed further. */
  private static String factor(UsageRecorded e) {
    var tokens = factor(BigDecimal.valueOf(e.tokens()), BigDecimal.valueOf(e.reservedTokens()));
    return tokens.max(factor(e.costUsd(), e.reservedCostUsd())).toPlainString();
  }

  private static BigDecimal factor(BigDecimal used, BigDecimal held) {
    return held.signum() == 0 ? BigDecimal.ZERO : used.divide(held, 2, RoundingMode.UP);
  }

  private static String figures(long tokens, BigDecimal costUsd) {
    return "%d tokens, %s USD".formatted(tokens, costUsd.toPlainString());
  }
}

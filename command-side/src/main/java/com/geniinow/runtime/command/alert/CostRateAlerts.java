package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.RateEvent.CostRatePassed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.springframework.stereotype.Component;

/**
 * Informs people that an agent was suspended because it spent more within a minute than it may: in
 * Slack, and somebody is woken, since its work stands still. Each time it happens.
 */
@Component
@ProcessingGroup(AlertProcessor.PROCESSOR)
class CostRateAlerts {
  static final String KIND = "cost_rate_passed";

  private final AlertTable table;
  private final AlertSettings settings;
  private final PagerDutySettings pagerDuty;

  CostRateAlerts(AlertTable table, AlertSettings settings, PagerDutySettings pagerDuty) {
    this.table = table;
    this.settings = settings;
    this.pagerDuty = pagerDuty;
  }

  @EventHandler
  void on(CostRatePassed e, EventMessage<?> event) {
    var cost = e.costUsd().toPlainString() + " USD";
    var limit = e.limitUsd().toPlainString() + " USD";
    var message =
        new SlackMessage("octagonal_sign", "Agent suspended: spends too fast")
            .agent(e.agentId())
            .field("Within 60 s", cost)
            .field("Of", limit + ", its `max_cost_per_minute_usd`")
            .note("its calls are cut, its tasks wait")
            .note("resume: `POST /api/agents/%s/resume`".formatted(e.agentId()))
            .link(settings.agentUrl(e.agentId()) + "/quota/usage", "the usage");
    var id = Ids.derive(e.agentId(), KIND + "/" + event.getIdentifier());
    table.raise(Alert.toSlack(id, e.agentId(), KIND, message, e.at()));
    if (pagerDuty.configured()) {
      wake(Ids.derive(id, "pagerduty"), e, cost, limit, message);
    }
  }

  private void wake(
      UUID alertId, CostRatePassed e, String cost, String limit, SlackMessage message) {
    var summary =
        "Agent %s suspended: %s settled within 60 s of %s".formatted(e.agentId(), cost, limit);
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("Agent", e.agentId().toString());
    figures.put("Within 60 s", cost);
    figures.put("Limit", limit);
    var link = settings.agentUrl(e.agentId()) + "/quota/usage";
    var body = PagerDutyEvent.trigger(alertId, summary, figures, link, e.at());
    table.raise(new Alert(alertId, e.agentId(), KIND, Via.PAGERDUTY, message.text(), body, e.at()));
  }
}

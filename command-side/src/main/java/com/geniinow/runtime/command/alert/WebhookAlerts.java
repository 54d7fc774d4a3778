package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.events.Ids;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Informs people that a receiver of a webhook took an event at no time. Once per webhook and day,
 * however many events are given up.
 */
@Component
public class WebhookAlerts {
  private static final String KIND = "webhook_parked";

  private final AlertTable table;
  private final AlertSettings settings;

  WebhookAlerts(AlertTable table, AlertSettings settings) {
    this.table = table;
    this.settings = settings;
  }

  /** An event was given up. Why, its deliveries show. */
  public void parked(UUID webhookId, UUID agentId, UUID eventId, String type, Instant at) {
    var path = "/api/webhooks/" + webhookId;
    var message =
        new SlackMessage("mailbox_with_no_mail", "Webhook not delivered")
            .field("Webhook", "`%s`".formatted(webhookId))
            .agent(agentId)
            .field("Event", "`%s`".formatted(eventId))
            .field("Type", SlackText.quote(type))
            .note("once it answers again: `POST %s/replay`".formatted(path))
            .link(settings.url(path + "/deliveries"), "its deliveries");
    var day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    table.raise(Alert.toSlack(Ids.derive(webhookId, KIND + "/" + day), agentId, KIND, message, at));
  }
}

package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.webhook.WebhookEvent;
import com.geniinow.runtime.events.webhook.WebhookEvent.CallbackAsked;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookChanged;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookCreated;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookDeleted;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookReplayed;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookRotated;

/** The table webhooks: a row for each webhook there is. */
public final class WebhookProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    if (event.payload() instanceof WebhookEvent happened) {
      switch (happened) {
        case WebhookCreated e ->
            writes
                .insert("webhooks", e.agentId())
                .set("webhook_id", e.webhookId())
                .set("of_entity", e.ofEntity())
                .set("url", e.url())
                .set("types", String.join(" ", e.types()))
                .set("created_by", e.by())
                .set("created_at", e.at())
                .set("updated_at", e.at());
        case WebhookChanged e ->
            writes
                .update("webhooks", "webhook_id", e.webhookId())
                .set("url", e.url())
                .set("types", String.join(" ", e.types()))
                .set("updated_at", e.at());
        case WebhookRotated e ->
            writes.update("webhooks", "webhook_id", e.webhookId()).set("updated_at", e.at());
        case WebhookReplayed e -> {}
        case CallbackAsked e -> {}
        case WebhookDeleted e -> writes.delete("webhooks", "webhook_id", e.webhookId());
      }
    }
  }
}

package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookCreated;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a webhook.
 *
 * @param ofEntity whose agents it hears of; null for the line's own agent
 * @param secret in the form that is shown
 */
record CreateWebhook(
    UUID agentId,
    UUID webhookId,
    @Nullable UUID ofEntity,
    String url,
    List<String> types,
    String secret,
    String by,
    Instant at)
    implements WebhookCommand<Void> {
  WebhookCreated created() {
    return new WebhookCreated(agentId, webhookId, ofEntity, url, types, by, at);
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "CreateWebhook[" + webhookId + "]";
  }
}

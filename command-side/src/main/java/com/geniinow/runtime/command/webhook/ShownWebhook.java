package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.query.view.webhook.WebhookView;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook with its secret, which is shown this once.
 *
 * @param secret what its calls are signed with
 */
record ShownWebhook(
    UUID webhookId,
    String secret,
    String url,
    List<String> events,
    @Nullable UUID agentId,
    @Nullable UUID entityId,
    Instant createdAt,
    Instant updatedAt) {
  static ShownWebhook of(WebhookView view, String secret) {
    return new ShownWebhook(
        view.webhookId(),
        secret,
        view.url(),
        view.events(),
        view.agentId(),
        view.entityId(),
        view.createdAt(),
        view.updatedAt());
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "ShownWebhook[" + webhookId + "]";
  }
}

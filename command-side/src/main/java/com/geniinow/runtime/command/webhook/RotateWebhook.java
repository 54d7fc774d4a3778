package com.geniinow.runtime.command.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Gives a webhook another secret.
 *
 * @param secret in the form that is shown
 * @param overlap how long calls are signed with the one before, too
 */
record RotateWebhook(
    UUID agentId, UUID webhookId, String secret, Duration overlap, String by, Instant at)
    implements WebhookCommand<Void> {
  /** Never shows the secret. */
  @Override
  public String toString() {
    return "RotateWebhook[" + webhookId + "]";
  }
}

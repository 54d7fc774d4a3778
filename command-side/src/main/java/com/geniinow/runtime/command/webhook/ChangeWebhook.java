package com.geniinow.runtime.command.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes a webhook.
 *
 * @param url null to leave it
 * @param types null to leave them
 */
record ChangeWebhook(
    UUID agentId,
    UUID webhookId,
    @Nullable String url,
    @Nullable List<String> types,
    String by,
    Instant at)
    implements WebhookCommand<Void> {}

package com.geniinow.runtime.command.webhook;

import java.time.Instant;
import java.util.UUID;

/** Ends a webhook. */
record DeleteWebhook(UUID agentId, UUID webhookId, String by, Instant at)
    implements WebhookCommand<Void> {}

package com.geniinow.runtime.command.webhook;

import java.time.Instant;
import java.util.UUID;

/** Has a webhook told again of everything from a moment on. */
record ReplayWebhook(UUID agentId, UUID webhookId, Instant from, String by, Instant at)
    implements WebhookCommand<Void> {}

package com.geniinow.runtime.command.webhook;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where webhooks are called, as their rows have it: what decides about them keeps a hash alone. */
@Component
class WebhookAddressTable {
  private final JdbcClient command;

  WebhookAddressTable(JdbcClient command) {
    this.command = command;
  }

  /** That of a webhook of the current command's line; null where there is none. */
  @Nullable String of(UUID webhookId) {
    return command
        .sql("SELECT url FROM webhooks WHERE webhook_id = ?")
        .param(webhookId)
        .query(String.class)
        .optional()
        .orElse(null);
  }
}

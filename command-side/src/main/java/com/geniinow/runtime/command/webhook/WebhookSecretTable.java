package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What calls are signed with. Commands write it and can't read it; only what calls can. It is no
 * table of record: no event knows a secret.
 */
@Component
class WebhookSecretTable {
  private final JdbcClient command;
  private final JdbcClient system;

  WebhookSecretTable(JdbcClient command, @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.command = command;
    this.system = system;
  }

  /** Notes the first one of a webhook of the current command's line. */
  void add(UUID webhookId, String secret) {
    insert(webhookId, 1, secret);
  }

  /** Notes the next one; those before are good until that moment at the latest. */
  void replace(UUID webhookId, String secret, Instant formerUntil) {
    int last =
        command
            .sql(
                """
                SELECT version FROM webhook_secrets WHERE webhook_id = ?
                ORDER BY version DESC LIMIT 1""")
            .param(webhookId)
            .query(Integer.class)
            .optional()
            .orElse(0);
    command
        .sql(
            """
            UPDATE webhook_secrets SET valid_until = ?
            WHERE webhook_id = ? AND (valid_until IS NULL OR valid_until > ?)""")
        .param(formerUntil.atOffset(ZoneOffset.UTC))
        .param(webhookId)
        .param(formerUntil.atOffset(ZoneOffset.UTC))
        .update();
    insert(webhookId, last + 1, secret);
  }

  private void insert(UUID webhookId, int version, String secret) {
    command
        .sql(
            """
            INSERT INTO webhook_secrets (webhook_id, version, agent_id, entity_id, secret)
            VALUES (?, ?, genii_agent(), genii_entity(), ?)""")
        .param(webhookId)
        .param(version)
        .param(secret)
        .update();
  }

  /** Forgets all of a webhook. */
  void remove(UUID webhookId) {
    command.sql("DELETE FROM webhook_secrets WHERE webhook_id = ?").param(webhookId).update();
  }

  /** Forgets those that were good until before a moment. */
  void forget(Instant now) {
    system
        .sql("DELETE FROM webhook_secrets WHERE valid_until < ?")
        .param(now.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Those that are good at a moment, the newest first. */
  List<String> good(UUID webhookId, Instant now) {
    return system
        .sql(
            """
            SELECT secret FROM webhook_secrets
            WHERE webhook_id = ? AND (valid_until IS NULL OR valid_until > ?)
            ORDER BY version DESC LIMIT 5""")
        .param(webhookId)
        .param(now.atOffset(ZoneOffset.UTC))
        .query(String.class)
        .list();
  }
}

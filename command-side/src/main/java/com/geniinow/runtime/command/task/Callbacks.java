package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.platform.webhook.WebhookHosts;
import com.geniinow.runtime.platform.webhook.WebhookPayloadException;
import java.util.UUID;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where an agent's tasks may call back: to the origin of a webhook of its own, whose secret signs
 * the call.
 */
@Component
class Callbacks {
  private final JdbcClient command;

  Callbacks(JdbcClient command) {
    this.command = command;
  }

  /**
   * Who is called.
   *
   * @param url in the form that is called
   */
  record Callback(UUID webhookId, String url) {}

  /**
   * The oldest webhook of the current command's agent that has the origin of an address.
   *
   * @throws RefusedException where there is none, or the address can't be called
   */
  Callback of(String text) {
    var url = url(text);
    if (url == null) {
      throw refused();
    }
    return command
        .sql("SELECT webhook_id, url FROM webhooks ORDER BY created_at, webhook_id")
        .query((row, n) -> new Callback(row.getObject(1, UUID.class), row.getString(2)))
        .list()
        .stream()
        .filter(known -> haveOneOrigin(url, url(known.url())))
        .map(known -> new Callback(known.webhookId(), WebhookHosts.called(url)))
        .findFirst()
        .orElseThrow(Callbacks::refused);
  }

  private static RefusedException refused() {
    return new Refusal.InvalidValue(
            "callback_url", "must have the origin of one of the agent's webhooks")
        .exception();
  }

  private static @Nullable HttpUrl url(String text) {
    try {
      return WebhookHosts.url(text);
    } catch (WebhookPayloadException e) {
      return null;
    }
  }

  /** As who calls reads them: another reader may find another host in the same text. */
  private static boolean haveOneOrigin(HttpUrl one, @Nullable HttpUrl other) {
    return other != null
        && one.scheme().equals(other.scheme())
        && one.host().equals(other.host())
        && one.port() == other.port();
  }
}

package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.query.view.webhook.WebhookView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Calls a webhook because somebody wants to see whether that works; a few at once. */
final class Trial {
  private static final String TYPE = "webhook.test";
  private static final int AT_ONCE = 16;
  private static final int PER_WEBHOOK = 2;
  private static final Duration SHORTLY = Duration.ofSeconds(5);
  private static final JsonMapper JSON = Json.mapper();

  private final Semaphore places = new Semaphore(AT_ONCE);
  private final ConcurrentHashMap<UUID, Integer> busy = new ConcurrentHashMap<>();
  private final WebhookSecretTable secrets;
  private final Receiver receiver;
  private final Supplier<UUID> ids;
  private final Now now;

  Trial(WebhookSecretTable secrets, Receiver receiver, Supplier<UUID> ids, Now now) {
    this.secrets = secrets;
    this.receiver = receiver;
    this.ids = ids;
    this.now = now;
  }

  /**
   * One call.
   *
   * @throws ProblemException 429 where as many are tried as may be
   */
  TriedWebhook of(WebhookView webhook) {
    if (busy.merge(webhook.webhookId(), 1, Integer::sum) > PER_WEBHOOK) {
      leave(webhook.webhookId());
      throw ProblemException.rateLimited("This webhook is being tried already.", SHORTLY);
    }
    try {
      return called(webhook);
    } finally {
      leave(webhook.webhookId());
    }
  }

  private void leave(UUID webhookId) {
    busy.computeIfPresent(webhookId, (id, n) -> n == 1 ? null : n - 1);
  }

  private TriedWebhook called(WebhookView webhook) {
    if (!places.tryAcquire()) {
      throw ProblemException.rateLimited("As many webhooks are tried now as may be.", SHORTLY);
    }
    try {
      var at = now.get();
      var id = ids.get();
      var body = new LinkedHashMap<String, @Nullable Object>();
      body.put("event_id", id);
      body.put("type", TYPE);
      body.put("agent_id", webhook.agentId());
      body.put("task_id", null);
      body.put("at", at);
      body.put("status", null);
      var answer =
          receiver.call(
              webhook.url(),
              new Receiver.Message(
                  id.toString(),
                  JSON.writeValueAsString(body),
                  secrets.good(webhook.webhookId(), at),
                  at));
      return new TriedWebhook(id, answer.isGood(), answer.status(), answer.error());
    } finally {
      places.release();
    }
  }
}

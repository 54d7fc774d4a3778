package com.geniinow.runtime.command.webhook;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.webhook.WebhookEvent;
import com.geniinow.runtime.events.webhook.WebhookEvent.CallbackAsked;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookChanged;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookCreated;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookDeleted;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookReplayed;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookRotated;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** The webhooks of a line: of an agent, or of the platform, where those of entities are. */
@Aggregate(repository = "webhookBookRepository")
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public class WebhookBook {
  /** Of an agent, or of an entity. */
  static final int MOST = 20;

  @AggregateIdentifier private UUID bookId;
  private Map<UUID, Webhook> webhooks = new HashMap<>();

  /** What is known of one. */
  record Webhook(@Nullable UUID ofEntity, String url, List<String> types) {}

  /** For Axon, which then applies the events. */
  @SuppressWarnings("NullAway.Init")
  protected WebhookBook() {}

  /** Opens it with the first. */
  @SuppressWarnings("NullAway.Init")
  WebhookBook(WebhookCreated first) {
    apply(first);
  }

  final void create(WebhookCreated created) {
    var others =
        webhooks.values().stream()
            .filter(w -> Objects.equals(w.ofEntity(), created.ofEntity()))
            .count();
    if (others >= MOST) {
      throw new Refusal.WrongState("There are " + MOST + " webhooks, as many as may be.")
          .exception();
    }
    apply(created);
  }

  /** What stays the same is no event. */
  final void change(ChangeWebhook c) {
    var before = known(c.webhookId());
    var url = c.url() == null ? before.url() : c.url();
    var types = c.types() == null ? before.types() : c.types();
    if (!url.equals(before.url()) || !types.equals(before.types())) {
      apply(new WebhookChanged(c.agentId(), c.webhookId(), url, types, c.by(), c.at()));
    }
  }

  final void rotate(RotateWebhook c) {
    known(c.webhookId());
    apply(new WebhookRotated(c.agentId(), c.webhookId(), c.at().plus(c.overlap()), c.by(), c.at()));
  }

  final void replay(ReplayWebhook c) {
    known(c.webhookId());
    apply(new WebhookReplayed(c.agentId(), c.webhookId(), c.from(), c.by(), c.at()));
  }

  final void delete(UUID agentId, UUID webhookId, String by, Instant at) {
    known(webhookId);
    apply(new WebhookDeleted(agentId, webhookId, by, at));
  }

  private Webhook known(UUID webhookId) {
    var known = webhooks.get(webhookId);
    if (known == null) {
      throw new Refusal.NotFound("webhook", webhookId).exception();
    }
    return known;
  }

  @EventSourcingHandler
  void on(WebhookEvent event) {
    bookId = Ids.webhooksOf(event.agentId());
    switch (event) {
      case WebhookCreated e ->
          webhooks.put(e.webhookId(), new Webhook(e.ofEntity(), e.url(), e.types()));
      case WebhookChanged e ->
          webhooks.computeIfPresent(
              e.webhookId(), (id, before) -> new Webhook(before.ofEntity(), e.url(), e.types()));
      case WebhookDeleted e -> webhooks.remove(e.webhookId());
      case WebhookRotated e -> {}
      case WebhookReplayed e -> {}
      case CallbackAsked e -> throw new IllegalStateException("an event of the agent's own stream");
    }
  }
}

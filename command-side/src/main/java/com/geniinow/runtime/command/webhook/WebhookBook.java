package com.geniinow.runtime.command.webhook;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.EventRevision;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.webhook.WebhookEvent;
import com.geniinow.runtime.events.webhook.WebhookEvent.CallbackAsked;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookChanged;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookCreated;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookDeleted;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookReplayed;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookRotated;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** The webhooks of a line: of an agent, or of the platform, where those of entities are. */
@EventRevision("2")
@Aggregate(repository = "webhookBookRepository")
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public class WebhookBook {
  /** Of an agent, or of an entity. */
  static final int MOST = 20;

  @AggregateIdentifier private UUID bookId;
  private Map<UUID, Webhook> webhooks = new HashMap<>();

  /**
   * What is known of one. A snapshot stands in the clear, and an address may hold anything that its
   * author wrote there.
   *
   * @param urlSha256 of its address, in hexadecimal digits; empty where nobody can read that any
   *     more
   */
  record Webhook(@Nullable UUID ofEntity, String urlSha256, List<String> types) {
    static Webhook of(@Nullable UUID ofEntity, @Nullable String url, List<String> types) {
      return new Webhook(ofEntity, url == null ? "" : sha256(url), types);
    }

    boolean isAt(String url) {
      return urlSha256.equals(sha256(url));
    }

    private static String sha256(String text) {
      try {
        var sha256 = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

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

  /**
   * What stays the same is no event.
   *
   * @param there its address as its row has it, which a command that names none leaves
   * @throws IllegalStateException where that is needed and not the one that its events say
   */
  final void change(ChangeWebhook c, @Nullable String there) {
    var before = known(c.webhookId());
    var types = c.types() == null ? before.types() : c.types();
    var isMoved = c.url() != null && !before.isAt(c.url());
    if (isMoved || !types.equals(before.types())) {
      var url = c.url() == null ? there : c.url();
      if (url == null || (!isMoved && !before.isAt(url))) {
        throw new IllegalStateException(
            "the address of webhook " + c.webhookId() + " is not the one that its events say");
      }
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
          webhooks.put(e.webhookId(), Webhook.of(e.ofEntity(), e.url(), e.types()));
      case WebhookChanged e ->
          webhooks.computeIfPresent(
              e.webhookId(), (id, before) -> Webhook.of(before.ofEntity(), e.url(), e.types()));
      case WebhookDeleted e -> webhooks.remove(e.webhookId());
      case WebhookRotated e -> {}
      case WebhookReplayed e -> {}
      case CallbackAsked e -> throw new IllegalStateException("an event of the agent's own stream");
    }
  }
}

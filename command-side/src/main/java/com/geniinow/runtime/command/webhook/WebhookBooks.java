package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.Ids;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The one place that loads a line's webhooks. */
@Component
public class WebhookBooks {
  private final Repository<WebhookBook> books;

  WebhookBooks(Repository<WebhookBook> books) {
    this.books = books;
  }

  /** Those of the command's line; null before the first. */
  @Nullable Aggregate<WebhookBook> find(WebhookCommand<?> command) {
    var id = Ids.webhooksOf(command.agentId()).toString();
    var entry = AgentEntry.current();
    return entry == null || entry.versionOf(id) < 0 ? null : books.load(id);
  }

  /** The same, of a line that must have some. */
  Aggregate<WebhookBook> of(WebhookCommand<?> command, Object webhookId) {
    var book = find(command);
    if (book == null) {
      throw new Refusal.NotFound("webhook", webhookId).exception();
    }
    return book;
  }
}

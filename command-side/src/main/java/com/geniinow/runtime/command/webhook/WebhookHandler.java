package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.Agents;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/**
 * Makes webhooks and changes them. Their secrets go into a table of their own, and nowhere else.
 */
@Component
class WebhookHandler {
  private final Agents agents;
  private final Repository<WebhookBook> repository;
  private final WebhookBooks books;
  private final WebhookAddressTable addresses;
  private final WebhookSecretTable secrets;

  WebhookHandler(
      Agents agents,
      Repository<WebhookBook> repository,
      WebhookBooks books,
      WebhookAddressTable addresses,
      WebhookSecretTable secrets) {
    this.agents = agents;
    this.repository = repository;
    this.books = books;
    this.addresses = addresses;
    this.secrets = secrets;
  }

  @CommandHandler
  void handle(CreateWebhook c) throws Exception {
    if (!c.isOfPlatform()) {
      agents.of(c).execute(Agent::mustNotBeTerminated);
    }
    var book = books.find(c);
    if (book == null) {
      repository.newInstance(() -> new WebhookBook(c.created()));
    } else {
      book.execute(b -> b.create(c.created()));
    }
    secrets.add(c.webhookId(), c.secret());
  }

  @CommandHandler
  void handle(ChangeWebhook c) {
    var there = c.url() == null ? addresses.of(c.webhookId()) : null;
    books.of(c, c.webhookId()).execute(book -> book.change(c, there));
  }

  @CommandHandler
  void handle(RotateWebhook c) {
    books.of(c, c.webhookId()).execute(book -> book.rotate(c));
    secrets.replace(c.webhookId(), c.secret(), c.at().plus(c.overlap()));
  }

  @CommandHandler
  void handle(ReplayWebhook c) {
    books.of(c, c.webhookId()).execute(book -> book.replay(c));
  }

  @CommandHandler
  void handle(DeleteWebhook c) {
    books
        .of(c, c.webhookId())
        .execute(book -> book.delete(c.agentId(), c.webhookId(), c.by(), c.at()));
    secrets.remove(c.webhookId());
  }
}

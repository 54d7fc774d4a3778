package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.stream.PushedEvent;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskDenied;
import com.geniinow.runtime.events.task.TaskEvent.TaskExpired;
import com.geniinow.runtime.events.webhook.WebhookEvent;
import com.geniinow.runtime.events.webhook.WebhookEvent.CallbackAsked;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookChanged;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookCreated;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookDeleted;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookReplayed;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookRotated;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.springframework.stereotype.Component;

/**
 * Notes for each webhook that there is something to tell it, in the transaction that keeps this
 * processor's own place: so nothing is forgotten, whatever dies. What is told is read from the
 * store by whoever calls.
 */
@Component
@ProcessingGroup(WebhookProcessor.PROCESSOR)
class WebhookProcessor {
  static final String PROCESSOR = "webhooks";

  private static final String ANY = WebhookProcessor.class.getName() + ".any";

  private final WebhookTapTable taps;
  private final Now now;
  private final Deliveries deliveries;
  private final CallbackTable callbacks;
  private final WebhookRewindTable rewinds;

  WebhookProcessor(
      WebhookTapTable taps,
      CallbackTable callbacks,
      WebhookRewindTable rewinds,
      Now now,
      Deliveries deliveries) {
    this.callbacks = callbacks;
    this.rewinds = rewinds;
    this.taps = taps;
    this.now = now;
    this.deliveries = deliveries;
  }

  @EventHandler
  void on(WebhookEvent event) {
    forgetAny();
    switch (event) {
      case WebhookCreated e -> taps.add(e);
      case WebhookDeleted e -> taps.remove(e.webhookId());
      case WebhookReplayed e -> {
        rewinds.rewind(e, now.get());
        deliverAfterCommit();
      }
      case WebhookChanged e -> {}
      case WebhookRotated e -> {}
      case CallbackAsked e -> callbacks.add(e);
    }
  }

  @EventHandler
  void on(RuntimeEvent event, EventMessage<?> message) {
    if (!PushedEvent.isTold(event) || !any()) {
      return;
    }
    var hearing = taps.of(event.agentId());
    if (hearing.isEmpty()) {
      return;
    }
    var position = taps.position(message.getIdentifier());
    hearing.forEach(tap -> taps.ring(tap, event.agentId(), position, now.get()));
    callBack(event, message.getIdentifier(), position);
    deliverAfterCommit();
  }

  private void callBack(RuntimeEvent event, String eventId, long position) {
    switch (event) {
      case TaskDeadLettered e -> callbacks.ring(e.taskId(), eventId, position, true, now.get());
      case TaskCompleted e -> callbacks.ring(e.taskId(), eventId, position, false, now.get());
      case TaskCancelled e -> callbacks.ring(e.taskId(), eventId, position, false, now.get());
      case TaskExpired e -> callbacks.ring(e.taskId(), eventId, position, false, now.get());
      case TaskDenied e -> callbacks.ring(e.taskId(), eventId, position, false, now.get());
      default -> {}
    }
  }

  /** Asked once for all events of a transaction: most systems have no webhooks. */
  private boolean any() {
    return CurrentUnitOfWork.get().root().getOrComputeResource(ANY, key -> taps.any());
  }

  private static void forgetAny() {
    CurrentUnitOfWork.get().root().resources().remove(ANY);
  }

  private void deliverAfterCommit() {
    CurrentUnitOfWork.get().root().afterCommit(done -> deliveries.expect());
  }
}

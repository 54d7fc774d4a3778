package com.geniinow.runtime.query.view.webhook;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import com.geniinow.runtime.query.view.access.Listing;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows webhooks. */
@RestController
@RequestMapping("/api/webhooks")
@Tag(name = "webhooks")
public class WebhookListController {
  private final CallerReads reads;
  private final WebhookReads webhooks;

  WebhookListController(CallerReads reads, WebhookReads webhooks) {
    this.reads = reads;
    this.webhooks = webhooks;
  }

  @Operation(
      summary = "List webhooks, oldest first",
      description =
          "Without their secrets. An agent's are its own, a founder's those of its entity.")
  @GetMapping
  @Allow({ADMIN, FOUNDER, AGENT, AUDITOR})
  Page<WebhookView> list(
      @RequestParam(name = "agent_id", required = false) @Nullable UUID agentId,
      @RequestParam(name = "entity_id", required = false) @Nullable UUID entityId,
      PageQuery page,
      Caller caller) {
    if (caller.role() == Role.AGENT
        && (entityId != null || agentId != null && !agentId.equals(caller.agentId()))) {
      throw ProblemException.forbidden();
    }
    if (entityId != null) {
      Known.ownEntity(caller, entityId);
    }
    var listing =
        new Listing(WebhookView.SELECT, "w.created_at", "w.webhook_id")
            .and("w.agent_id = ?", agentId)
            .and("w.of_entity = ?", entityId);
    return reads.as(
        caller,
        jdbc -> {
          Known.agentOf(jdbc, caller, agentId, null);
          return listing.read(
              jdbc, page, WebhookView::of, w -> new Cursor.TimeAndId(w.createdAt(), w.webhookId()));
        });
  }

  @Operation(summary = "Show a webhook", description = "Without its secret.")
  @GetMapping("/{webhook_id}")
  @Allow({ADMIN, FOUNDER, AGENT, AUDITOR})
  WebhookView get(@PathVariable("webhook_id") UUID webhookId, Caller caller) {
    return webhooks.get(webhookId, caller);
  }

  @Operation(
      summary = "List what became of each event that a webhook was called with",
      description =
          "By the time of the last try. What was delivered or given up is shown for 30 days.")
  @GetMapping("/{webhook_id}/deliveries")
  @Allow({ADMIN, FOUNDER, AGENT, AUDITOR})
  Page<DeliveryView> deliveries(
      @PathVariable("webhook_id") UUID webhookId, PageQuery page, Caller caller) {
    webhooks.get(webhookId, caller);
    var listing = new Listing(DeliveryView.SELECT, "last_try_at", "event_id").with(webhookId);
    return reads.as(
        caller,
        jdbc ->
            listing.read(
                jdbc,
                page,
                DeliveryView::of,
                d -> new Cursor.TimeAndId(d.lastTryAt(), d.eventId())));
  }
}

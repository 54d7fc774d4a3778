package com.geniinow.runtime.query.view.webhook;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.query.view.access.CallerReads;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Looks webhooks up for their callers. */
@Component
public class WebhookReads {
  private final CallerReads reads;

  WebhookReads(CallerReads reads) {
    this.reads = reads;
  }

  /**
   * A webhook.
   *
   * @throws ProblemException 404; for an agent, and who is confined to an entity, 403, whether it
   *     is another's or nobody's
   */
  public WebhookView get(UUID webhookId, Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(WebhookView.SELECT + " AND w.webhook_id = ?")
                .param(webhookId)
                .query(WebhookView::of)
                .optional()
                .orElseThrow(
                    () ->
                        caller.role() == Role.AGENT || caller.confinedTo() != null
                            ? ProblemException.forbidden()
                            : ProblemException.notFound("webhook", webhookId)));
  }

  /** In whose line a webhook stands: its agent's, or the platform's. */
  public UUID lineOf(UUID webhookId, Caller caller) {
    var agentId = get(webhookId, caller).agentId();
    return agentId == null ? Ids.PLATFORM : agentId;
  }
}

package com.geniinow.runtime.command.webhook;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.webhook.WebhookPayloadException;
import com.geniinow.runtime.query.view.webhook.WebhookReads;
import com.geniinow.runtime.query.view.webhook.WebhookView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Makes webhooks, changes them, tries them and has them told again. */
@RestController
@RequestMapping("/api/webhooks")
@Tag(name = "webhooks")
class WebhookController {
  private final AgentLine line;
  private final Now now;
  private final Supplier<UUID> ids;
  private final SecureRandom chance;
  private final WebhookReads reads;
  private final Receivers receivers;
  private final Trial trial;

  WebhookController(
      AgentLine line,
      Now now,
      Supplier<UUID> ids,
      SecureRandom chance,
      WebhookReads reads,
      Receivers receivers,
      Trial trial) {
    this.line = line;
    this.now = now;
    this.ids = ids;
    this.chance = chance;
    this.reads = reads;
    this.receivers = receivers;
    this.trial = trial;
  }

  @Operation(
      summary = "Have a webhook called when something happens to an agent, or to an entity's",
      description =
          "It hears of what happens from now on, in the order of each agent, each event at least"
              + " once; signed as Standard Webhooks has it, with the secret that this answer alone"
              + " shows. An agent makes its own. At most 20 of an agent, and of an entity.")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Allow({ADMIN, AGENT})
  ShownWebhook create(@Valid @RequestBody WebhookRequest request, Caller caller) {
    var whose = lineOf(request, caller);
    var webhookId = ids.get();
    var secret = WebhookSecret.random(chance);
    send(
        new CreateWebhook(
            whose,
            webhookId,
            request.entityId(),
            checked(request.url()),
            WebhookRequest.names(request.events()),
            secret,
            caller.subject(),
            now.get()));
    return ShownWebhook.of(reads.get(webhookId, caller), secret);
  }

  /** An agent's own line, or the platform's for an entity's. */
  private static UUID lineOf(WebhookRequest request, Caller caller) {
    if (caller.role() == Role.AGENT) {
      if (request.entityId() != null
          || request.agentId() != null && !request.agentId().equals(caller.agentId())) {
        throw ProblemException.forbidden();
      }
      return caller.agentId();
    }
    if ((request.agentId() == null) == (request.entityId() == null)) {
      throw ProblemException.invalidField("agent_id", "either this or entity_id must be given");
    }
    return request.agentId() == null ? Ids.PLATFORM : request.agentId();
  }

  private String checked(String url) {
    try {
      return receivers.checked(url);
    } catch (WebhookPayloadException e) {
      throw ProblemException.invalidField("url", String.valueOf(e.getMessage()));
    }
  }

  private void send(WebhookCommand<Void> command) {
    line.send(command);
  }

  @Operation(
      summary = "Change where a webhook is called, or of what",
      description = "What waits to be delivered goes to the new address.")
  @PatchMapping("/{webhook_id}")
  @Allow(
      value = {ADMIN, AGENT},
      scope = Scope.WEBHOOK,
      id = "webhook_id")
  WebhookView change(
      @PathVariable("webhook_id") UUID webhookId,
      @Valid @RequestBody WebhookPatch patch,
      Caller caller) {
    send(
        new ChangeWebhook(
            reads.lineOf(webhookId, caller),
            webhookId,
            patch.url() == null ? null : checked(patch.url()),
            patch.events() == null ? null : WebhookRequest.names(patch.events()),
            caller.subject(),
            now.get()));
    return reads.get(webhookId, caller);
  }

  @Operation(
      summary = "Give a webhook another secret",
      description =
          "The answer alone shows it. For overlap_seconds calls bear a signature by the one before,"
              + " too.")
  @PostMapping("/{webhook_id}/rotate")
  @Allow(
      value = {ADMIN, AGENT},
      scope = Scope.WEBHOOK,
      id = "webhook_id")
  ShownWebhook rotate(
      @PathVariable("webhook_id") UUID webhookId,
      @Valid @RequestBody(required = false) @Nullable Rotation rotation,
      Caller caller) {
    var secret = WebhookSecret.random(chance);
    var overlap =
        rotation == null || rotation.overlapSeconds() == null ? 0 : rotation.overlapSeconds();
    send(
        new RotateWebhook(
            reads.lineOf(webhookId, caller),
            webhookId,
            secret,
            Duration.ofSeconds(overlap),
            caller.subject(),
            now.get()));
    return ShownWebhook.of(reads.get(webhookId, caller), secret);
  }

  record Rotation(@Nullable @PositiveOrZero @Max(MOST_SECONDS) Long overlapSeconds) {
    /** 30 days. */
    private static final long MOST_SECONDS = 30L * 24 * 60 * 60;
  }

  @Operation(
      summary = "Call a webhook once, to try it",
      description =
          "With an event of type webhook.test, signed as all are. Nothing is repeated, and what waits"
              + " to be delivered stays as it is.")
  @PostMapping("/{webhook_id}/test")
  @Allow(
      value = {ADMIN, AGENT},
      scope = Scope.WEBHOOK,
      id = "webhook_id")
  TriedWebhook test(@PathVariable("webhook_id") UUID webhookId, Caller caller) {
    return trial.of(reads.get(webhookId, caller));
  }

  @Operation(
      summary = "Have a webhook told again of everything from a moment on",
      description =
          "In the order of each agent, also of what was given up and of what was before the webhook"
              + " was made. Events keep their ids.")
  @PostMapping("/{webhook_id}/replay")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Allow(
      value = {ADMIN, AGENT},
      scope = Scope.WEBHOOK,
      id = "webhook_id")
  WebhookView replay(
      @PathVariable("webhook_id") UUID webhookId,
      @Valid @RequestBody Replay replay,
      Caller caller) {
    var at = now.get();
    if (replay.from().isAfter(at)) {
      throw ProblemException.invalidField("from", "must not be later than now");
    }
    send(
        new ReplayWebhook(
            reads.lineOf(webhookId, caller),
            webhookId,
            replay.from().truncatedTo(ChronoUnit.MICROS),
            caller.subject(),
            at));
    return reads.get(webhookId, caller);
  }

  record Replay(@NotNull Instant from) {}

  @Operation(
      summary = "End a webhook",
      description = "What waits to be delivered is dropped; a call that is under way ends.")
  @DeleteMapping("/{webhook_id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Allow(
      value = {ADMIN, AGENT},
      scope = Scope.WEBHOOK,
      id = "webhook_id")
  void delete(@PathVariable("webhook_id") UUID webhookId, Caller caller) {
    send(
        new DeleteWebhook(reads.lineOf(webhookId, caller), webhookId, caller.subject(), now.get()));
  }
}

package com.geniinow.runtime.command.worker;

import com.geniinow.runtime.command.task.Started;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.ClientConnection;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Where work is claimed. */
@RestController
class ClaimController {
  private static final String CLAIM =
      "Claimed is started: each item names its attempt, which its claimant keeps by heartbeats. Of"
          + " the types that are asked for the order holds, others are passed over. The same"
          + " claim_key of the same caller is answered with the same items while their leases last."
          + " A claim stops adding at 4 MiB.";

  private final Claims claims;
  private final WaitingClaims waiting;

  ClaimController(Claims claims, WaitingClaims waiting) {
    this.claims = claims;
    this.waiting = waiting;
  }

  @Operation(summary = "Claim tasks of all agents, in fair turns", description = CLAIM)
  @PostMapping("/internal/claims")
  @Allow(Role.WORKER)
  @Tag(name = "internal")
  Claimed any(@Valid @RequestBody ClaimRequest body, Caller caller, HttpServletRequest request) {
    return claim(body, null, caller, request);
  }

  @Operation(summary = "Claim the agent's own tasks", description = CLAIM)
  @PostMapping("/api/agents/{id}/claims")
  @Allow(value = Role.AGENT, scope = Scope.AGENT)
  @Tag(name = "tasks")
  Claimed own(
      @PathVariable UUID id,
      @Valid @RequestBody ClaimRequest body,
      Caller caller,
      HttpServletRequest request) {
    return claim(body, id, caller, request);
  }

  private Claimed claim(
      ClaimRequest body, @Nullable UUID agentId, Caller caller, HttpServletRequest request) {
    var wish = ClaimWish.of(body, agentId, caller.subject());
    var client = ClientConnection.of(request);
    if (!waiting.enter(wish)) {
      throw ProblemException.rateLimited(
          "As many claims wait as this caller may have.", java.time.Duration.ofSeconds(1));
    }
    try {
      return new Claimed(claims.claim(wish, client::isGone));
    } finally {
      waiting.leave(wish);
    }
  }

  /** What was claimed and is started. */
  record Claimed(List<Started> items) {}
}

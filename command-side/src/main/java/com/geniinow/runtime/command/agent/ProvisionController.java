package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.web.Views;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Creates agents. */
@RestController
@RequestMapping("/api/agents")
@Tag(name = "agents")
class ProvisionController {
  private final AgentLine line;
  private final Now now;
  private final Supplier<UUID> ids;
  private final Views views;

  ProvisionController(AgentLine line, Now now, Supplier<UUID> ids, Views views) {
    this.line = line;
    this.now = now;
    this.ids = ids;
    this.views = views;
  }

  @Operation(summary = "Create an agent with its quota and its first ledger entry, or nothing")
  @PostMapping("/provision")
  @ResponseStatus(HttpStatus.CREATED)
  @Allow(Role.ADMIN)
  Provisioned provision(@Valid @RequestBody ProvisionRequest request, Caller caller) {
    var agentId = Optional.ofNullable(request.agentId()).orElseGet(ids);
    var at = now.get();
    line.send(
        new ProvisionAgent(
            agentId,
            request.entityId(),
            request.name(),
            request.metadata() == null ? Json.EMPTY : new Json(request.metadata().toString()),
            limits(request),
            Optional.ofNullable(request.overagePolicy()).orElse(OveragePolicy.BLOCK),
            caller.subject(),
            at));
    return new Provisioned(
        agentId,
        request.entityId(),
        request.name(),
        AgentStatus.ACTIVE,
        views.quota(agentId),
        Ids.ledgerEntry(agentId, 1),
        at);
  }

  private static QuotaLimits limits(ProvisionRequest request) {
    var standard = QuotaLimits.DEFAULT;
    return new QuotaLimits(
        Optional.ofNullable(request.monthlyTokenLimit()).orElse(standard.monthlyTokens()),
        Optional.ofNullable(request.monthlyCostLimitUsd()).orElse(standard.monthlyCostUsd()),
        Optional.ofNullable(request.storageLimitBytes()).orElse(standard.storageBytes()));
  }

  record Provisioned(
      UUID agentId,
      UUID entityId,
      String name,
      AgentStatus status,
      @Schema(ref = "#/components/schemas/QuotaView") Object quota,
      UUID ledgerEntryId,
      Instant createdAt) {}
}

package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.line.RequestHash;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;

/** Creates agents. */
@RestController
@RequestMapping("/api/agents")
@Tag(name = "agents")
class ProvisionController {
  private final AgentLine line;
  private final Now now;
  private final Supplier<UUID> ids;

  ProvisionController(AgentLine line, Now now, Supplier<UUID> ids) {
    this.line = line;
    this.now = now;
    this.ids = ids;
  }

  @Operation(
      summary = "Create an agent with its quota and its first ledger entry, or nothing",
      description = "The same key within 24 h answers 200 with the first response.")
  @ApiResponse(responseCode = "201", description = "Created")
  @ApiResponse(responseCode = "200", description = "The same request was accepted before")
  @PostMapping("/provision")
  @Allow(Role.ADMIN)
  ResponseEntity<Provisioned> provision(
      @Valid @RequestBody ProvisionRequest request,
      @RequestHeader(name = "Idempotency-Key", required = false) @Size(min = 1, max = 200) @Nullable String idempotencyKey,
      Caller caller) {
    var key = request.idempotencyKey() == null ? idempotencyKey : request.idempotencyKey();
    if (idempotencyKey != null && !idempotencyKey.equals(key)) {
      throw ProblemException.invalidField("idempotency_key", "differs from the header's");
    }
    var command = command(request, key, caller);
    var first = line.send(command);
    return first
        .map(
            response ->
                ResponseEntity.ok()
                    .header(IdempotencyKeyTable.REPLAYED, "true")
                    .body(Provisioned.parse(response)))
        .orElseGet(() -> ResponseEntity.status(HttpStatus.CREATED).body(Provisioned.of(command)));
  }

  private ProvisionAgent command(ProvisionRequest request, @Nullable String key, Caller caller) {
    var metadata = AgentMetadata.of(request.metadata());
    var limits = limits(request);
    var policy = Optional.ofNullable(request.overagePolicy()).orElse(OveragePolicy.BLOCK);
    return new ProvisionAgent(
        Optional.ofNullable(request.agentId()).orElseGet(ids),
        request.entityId(),
        request.name(),
        metadata,
        limits,
        policy,
        key,
        key == null ? RequestHash.NONE : hash(request, metadata.text(), limits, policy),
        caller.subject(),
        now.get());
  }

  private static QuotaLimits limits(ProvisionRequest request) {
    var standard = QuotaLimits.DEFAULT;
    return new QuotaLimits(
        Optional.ofNullable(request.monthlyTokenLimit()).orElse(standard.monthlyTokens()),
        Optional.ofNullable(request.monthlyCostLimitUsd()).orElse(standard.monthlyCostUsd()),
        Optional.ofNullable(request.storageLimitBytes()).orElse(standard.storageBytes()),
        request.dailyTokenLimit(),
        request.dailyCostLimitUsd(),
        request.maxCostPerMinuteUsd());
  }

  /** What is left out is what it stands for. */
  private static RequestHash hash(
      ProvisionRequest request, String metadata, QuotaLimits limits, OveragePolicy policy) {
    var all = JsonNodeFactory.instance.objectNode();
    all.put("agent_id", request.agentId() == null ? null : request.agentId().toString());
    all.put("name", request.name());
    all.set("metadata", request.metadata() == null ? all.objectNode() : request.metadata());
    all.put("monthly_token_limit", limits.monthlyTokens());
    all.put("monthly_cost_limit_usd", limits.monthlyCostUsd());
    all.put("storage_limit_bytes", limits.storageBytes());
    all.put("overage_policy", policy.wire());
    // What is not given leaves no trace: keys that were kept before still fit.
    if (limits.dailyTokens() != null) {
      all.put("daily_token_limit", limits.dailyTokens());
    }
    if (limits.dailyCostUsd() != null) {
      all.put("daily_cost_limit_usd", limits.dailyCostUsd());
    }
    if (limits.costPerMinuteUsd() != null) {
      all.put("max_cost_per_minute_usd", limits.costPerMinuteUsd());
    }
    return RequestHash.of(
        all,
        IdempotencyKeyTable.hash(
            request.agentId(), request.name(), metadata, asBefore(limits), policy));
  }

  /** As earlier versions wrote limits. */
  private static String asBefore(QuotaLimits limits) {
    var before =
        "QuotaLimits[monthlyTokens=%d, monthlyCostUsd=%s, storageBytes=%d]"
            .formatted(limits.monthlyTokens(), limits.monthlyCostUsd(), limits.storageBytes());
    var since =
        Stream.of(limits.dailyTokens(), limits.dailyCostUsd(), limits.costPerMinuteUsd()).toList();
    return since.stream().allMatch(Objects::isNull) ? before : before + since;
  }
}

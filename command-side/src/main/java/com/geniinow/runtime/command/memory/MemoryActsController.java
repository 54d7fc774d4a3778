package com.geniinow.runtime.command.memory;

import static com.geniinow.runtime.platform.security.Role.AGENT;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Clearable;
import com.geniinow.runtime.query.view.Views;
import com.geniinow.runtime.query.view.memory.MemoryFilter;
import com.geniinow.runtime.query.view.memory.MemoryView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
import tools.jackson.databind.node.ObjectNode;

/** Changes what is kept with memories, and forgets them. */
@RestController
@RequestMapping("/api/agents/{id}/memories")
@Tag(name = "memory")
class MemoryActsController {
  private final AgentLine line;
  private final Now now;
  private final MemoryReads reads;
  private final MemoryUseTable uses;
  private final Views views;

  MemoryActsController(
      AgentLine line, Now now, MemoryReads reads, MemoryUseTable uses, Views views) {
    this.line = line;
    this.now = now;
    this.reads = reads;
    this.uses = uses;
    this.views = views;
  }

  @Operation(
      summary = "Change a memory's metadata, or when it expires; its text stays",
      description =
          "What is left out stays. Metadata are merged as RFC 7396 says: null takes a member away,"
              + " null instead of an object all of them. A time to live counts from now; null is"
              + " for ever. Another text under the same key is another memory: embed it.")
  @PatchMapping("/{memory_id}")
  @Allow(value = AGENT, scope = Scope.AGENT)
  MemoryView change(
      @PathVariable UUID id,
      @PathVariable("memory_id") UUID memoryId,
      @Valid @RequestBody MemoryPatch patch) {
    var metadata = patch.metadata() == null ? null : patch.metadata().orElse(null);
    if (metadata != null) {
      MemoryMetadata.checked("metadata", metadata);
    }
    var at = now.get();
    var expiresAt =
        patch.ttlSeconds() == null ? null : Ttl.expiry(patch.ttlSeconds().orElse(null), at);
    line.send(
        new ChangeMemory(
            id,
            memoryId,
            metadata,
            patch.metadata() != null && patch.metadata().isEmpty(),
            patch.ttlSeconds() != null,
            expiresAt,
            at));
    return views.memory(id, memoryId);
  }

  @Operation(summary = "Forget a memory")
  @ApiResponse(responseCode = "204")
  @DeleteMapping("/{memory_id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Allow(value = AGENT, scope = Scope.AGENT)
  void forget(@PathVariable UUID id, @PathVariable("memory_id") UUID memoryId, Caller caller) {
    line.send(new ForgetMemory(id, memoryId, caller.subject(), now.get()));
  }

  @Operation(
      summary = "Forget the memories of which all that is said holds",
      description =
          "older_than: remembered before it. unused_since: remembered before it, and found by none"
              + " of the agent's searches since. keep_newest: so many of the newest stay, of those"
              + " that the filter matches. One of them at least must be given. dry_run changes"
              + " nothing and answers what would be forgotten: how many, and the oldest of them."
              + " They are forgotten a hundred at a time; a request that is cut off has forgotten"
              + " some.")
  @PostMapping("/forget")
  @Allow(value = AGENT, scope = Scope.AGENT)
  Forgotten forgetBy(
      @PathVariable UUID id, @Valid @RequestBody ForgetRequest request, Caller caller) {
    var policy =
        new ForgetPolicy(
            request.olderThan(),
            request.unusedSince(),
            request.keepNewest(),
            request.filter() == null ? null : MemoryFilter.of("filter", request.filter()));
    if (policy.isEmpty()) {
      throw ProblemException.invalid(
          "One of older_than, unused_since, keep_newest and filter must be given.");
    }
    reads.mustKnow(id);
    // What this process has counted, too.
    uses.write(id);
    var ids = reads.within(id, jdbc -> policy.matching(jdbc, id, now.get()));
    var sample = ids.subList(0, Math.min(ids.size(), Forgotten.SHOWN));
    if (Boolean.TRUE.equals(request.dryRun())) {
      return new Forgotten(ids.size(), sample);
    }
    long count = 0;
    for (var from = 0; from < ids.size(); from += ForgetMemories.STEP) {
      var some = ids.subList(from, Math.min(ids.size(), from + ForgetMemories.STEP));
      count += line.send(new ForgetMemories(id, some, policy, caller.subject(), now.get()));
    }
    return new Forgotten(count, sample);
  }

  record MemoryPatch(
      @Clearable @Nullable Optional<ObjectNode> metadata,
      @Clearable @Nullable Optional<@Min(1) @Max(Ttl.MAX_SECONDS) Long> ttlSeconds) {}

  record ForgetRequest(
      @Nullable Instant olderThan,
      @Nullable Instant unusedSince,
      @Schema(minimum = "0") @Min(0) @Max(Integer.MAX_VALUE) @Nullable Integer keepNewest,
      @Nullable ObjectNode filter,
      @Nullable Boolean dryRun) {}

  /**
   * What was forgotten, or would be.
   *
   * @param sample the oldest of them
   */
  record Forgotten(long count, List<UUID> sample) {
    private static final int SHOWN = 10;

    Forgotten {
      sample = List.copyOf(sample);
    }
  }
}

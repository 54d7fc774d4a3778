package com.geniinow.runtime.command.memory;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Remembers texts and finds them by their meaning. Both spend the agent's quota. */
@RestController
@RequestMapping("/api/agents/{id}/memory")
@Tag(name = "memory")
class EmbedController {
  /** The longest text, in bytes of UTF-8. */
  static final int MAX_TEXT_BYTES = 32 * 1024;

  private final AgentLine line;
  private final Now now;
  private final EmbeddingCalls calls;
  private final MemoryReads reads;
  private final MemorySettings settings;

  EmbedController(
      AgentLine line, Now now, EmbeddingCalls calls, MemoryReads reads, MemorySettings settings) {
    this.line = line;
    this.now = now;
    this.calls = calls;
    this.reads = reads;
    this.settings = settings;
  }

  @Operation(
      summary = "Remember a text, to be found by its meaning",
      description = "Up to 32 KB. Its tokens count against the agent's quota.")
  @PostMapping("/embed")
  @ResponseStatus(HttpStatus.CREATED)
  @Allow(value = AGENT, scope = Scope.AGENT)
  Memory embed(@PathVariable UUID id, @Valid @RequestBody EmbedRequest request) {
    var text = checked("text", request.text());
    var metadata = MemoryMetadata.checked("metadata", request.metadata());
    Ttl.expiry(request.ttlSeconds(), now.get());
    var embedded = calls.embed(id, true, "text", text, request.taskId());
    var at = now.get();
    boolean stored =
        line.send(
            new StoreMemory(
                id,
                embedded.holdId(),
                request.taskId(),
                text,
                metadata == null ? "{}" : metadata,
                Ttl.expiry(request.ttlSeconds(), at),
                embedded.model(),
                embedded.vector(),
                embedded.tokens(),
                at));
    if (!stored) {
      throw ProblemException.unavailable(
          "The embedding model was just changed; nothing was stored.");
    }
    return new Memory(embedded.holdId(), embedded.model(), at);
  }

  @Operation(
      summary = "Find the texts nearest in meaning, best first",
      description =
          "By cosine similarity, within the agent's own memories and one model. An empty list is no"
              + " error: lower min_similarity to see what is further away. The question's tokens"
              + " count against the agent's quota.")
  @PostMapping("/search")
  @Allow(
      value = {AGENT, FOUNDER, ADMIN},
      scope = Scope.AGENT)
  Found search(@PathVariable UUID id, @Valid @RequestBody SearchRequest request) {
    var query = checked("query", request.query());
    var filter = MemoryMetadata.checked("filter", request.filter());
    var embedded = calls.embed(id, false, "query", query, null);
    calls.settle(id, embedded);
    var found =
        reads.search(
            new MemoryReads.Question(
                id,
                embedded.model(),
                embedded.vector(),
                request.topK() == null ? settings.topK() : request.topK(),
                request.minSimilarity() == null
                    ? settings.minSimilarity()
                    : request.minSimilarity().doubleValue(),
                filter,
                now.get()));
    return new Found(found, embedded.model());
  }

  private static String checked(String field, String text) {
    if (Utf8.bytes(field, text) > MAX_TEXT_BYTES) {
      throw ProblemException.payloadTooLarge(MAX_TEXT_BYTES);
    }
    if (text.indexOf('\0') >= 0) {
      throw ProblemException.invalidField(field, "must not contain the character U+0000");
    }
    return text;
  }

  record EmbedRequest(
      @NotBlank String text,
      @Nullable UUID taskId,
      @Nullable ObjectNode metadata,
      @Schema(minimum = "1", maximum = "315360000") @Nullable Long ttlSeconds) {}

  record Memory(UUID memoryId, String model, Instant createdAt) {}

  record SearchRequest(
      @NotBlank String query,
      @Min(1) @Max(MemorySettings.MAX_TOP_K) @Nullable Integer topK,
      @DecimalMin("-1") @DecimalMax("1") @Nullable BigDecimal minSimilarity,
      @Nullable ObjectNode filter) {}

  record Found(List<FoundMemory> results, String model) {}
}

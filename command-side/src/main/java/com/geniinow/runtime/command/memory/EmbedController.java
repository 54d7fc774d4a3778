package com.geniinow.runtime.command.memory;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
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
      description =
          "Up to 32 KB. Its tokens count against the agent's quota. The same key within 24 h answers"
              + " 200 with the first response, and nothing is embedded again.")
  @ApiResponse(responseCode = "201", description = "Remembered")
  @ApiResponse(responseCode = "200", description = "The same request was answered before")
  @PostMapping("/embed")
  @Allow(value = AGENT, scope = Scope.AGENT)
  ResponseEntity<RememberedMemory> embed(
      @PathVariable UUID id,
      @Valid @RequestBody EmbedRequest request,
      @RequestHeader(name = "Idempotency-Key", required = false) @Size(min = 1, max = 200) @Nullable String idempotencyKey) {
    var text = checked("text", request.text());
    var metadata = MemoryMetadata.checked("metadata", request.metadata());
    Ttl.expiry(request.ttlSeconds(), now.get());
    var key = key(request, idempotencyKey);
    var outcome = calls.embed(id, true, "text", text, request.taskId(), key);
    if (outcome instanceof EmbeddingCalls.Outcome.Replayed before) {
      return replayed(before.response());
    }
    var embedded = ((EmbeddingCalls.Outcome.New) outcome).embedded();
    var at = now.get();
    var result =
        store(
            embedded,
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
                embedded.reportedTokens(),
                key,
                at));
    return switch (result) {
      case StoreMemory.Stored stored ->
          ResponseEntity.status(HttpStatus.CREATED).body(RememberedMemory.parse(stored.response()));
      case StoreMemory.Replayed before -> replayed(before.response());
      case StoreMemory.KeyReused reused -> throw new Refusal.KeyReused().exception();
      case StoreMemory.ModelChanged changed ->
          throw ProblemException.unavailable(
              "The embedding model was just changed; nothing was stored.");
    };
  }

  /** A call that was made is paid, also where its caller was shut out meanwhile. */
  private StoreMemory.Result store(EmbeddingCalls.Embedded embedded, StoreMemory memory) {
    try {
      return line.send(memory);
    } catch (RefusedException e) {
      if (e.refusal() instanceof Refusal.NotLetIn) {
        calls.settle(memory.agentId(), embedded);
      }
      throw e;
    }
  }

  private static ResponseEntity<RememberedMemory> replayed(String response) {
    return ResponseEntity.ok()
        .header(IdempotencyKeyTable.REPLAYED, "true")
        .body(RememberedMemory.parse(response));
  }

  private static @Nullable RequestKey key(EmbedRequest request, @Nullable String header) {
    var key = request.idempotencyKey() == null ? header : request.idempotencyKey();
    if (header != null && !header.equals(key)) {
      throw ProblemException.invalidField("idempotency_key", "differs from the header's");
    }
    return key == null
        ? null
        : RequestKey.of(
            key, request.text(), request.taskId(), request.metadata(), request.ttlSeconds());
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
    var outcome = calls.embed(id, false, "query", query, null, null);
    if (!(outcome instanceof EmbeddingCalls.Outcome.New made)) {
      throw new IllegalStateException("a search has no key to be answered by");
    }
    var embedded = made.embedded();
    calls.settle(id, embedded);
    double least = least(request, embedded);
    var found =
        reads.search(
            new MemoryReads.Question(
                id,
                embedded.model(),
                embedded.vector(),
                request.topK() == null ? settings.topK() : request.topK(),
                least,
                embedded.usualSimilarity(),
                filter,
                query,
                now.get()));
    return new Found(found, embedded.model(), least);
  }

  /** The request's own, else the setting's, else what is usual for the model. */
  private double least(SearchRequest request, EmbeddingCalls.Embedded embedded) {
    if (request.minSimilarity() != null) {
      return request.minSimilarity().doubleValue();
    }
    return settings.minSimilarity() == null ? embedded.usualSimilarity() : settings.minSimilarity();
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
      @Schema(minimum = "1", maximum = "315360000") @Nullable Long ttlSeconds,
      @Nullable @Size(min = 1, max = 200) String idempotencyKey) {}

  record SearchRequest(
      @NotBlank String query,
      @Min(1) @Max(MemorySettings.MAX_TOP_K) @Nullable Integer topK,
      @DecimalMin("-1") @DecimalMax("1") @Nullable BigDecimal minSimilarity,
      @Nullable ObjectNode filter) {}

  record Found(
      List<FoundMemory> results,
      String model,
      @Schema(description = "The least similarity that counted") double minSimilarity) {}
}

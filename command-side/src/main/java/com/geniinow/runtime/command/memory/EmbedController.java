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
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.PathKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
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

/** Remembers texts, and finds them. Both spend the agent's quota where a text is embedded. */
@RestController
@RequestMapping("/api/agents/{id}/memory")
@Tag(name = "memory")
class EmbedController {
  private final AgentLine line;
  private final Now now;
  private final EmbeddingCalls calls;
  private final Searches searches;

  EmbedController(AgentLine line, Now now, EmbeddingCalls calls, Searches searches) {
    this.line = line;
    this.now = now;
    this.calls = calls;
    this.searches = searches;
  }

  @Operation(
      summary = "Remember a text, to be found by its meaning",
      description =
          "Up to 32 KB. Its tokens count against the agent's quota. A memory of the same key is"
              + " superseded: kept, with a valid_to, and no longer found. The same text under the"
              + " same key, or under none, is the same memory: 200, its metadata are merged as RFC"
              + " 7396 says, and nothing is embedded. So is a request with the same idempotency key"
              + " within 24 h: 200 with the first response.")
  @ApiResponse(responseCode = "201", description = "Remembered")
  @ApiResponse(
      responseCode = "200",
      description = "The text is remembered already, or the same request was answered before")
  @PostMapping("/embed")
  @Allow(value = AGENT, scope = Scope.AGENT)
  ResponseEntity<RememberedMemory> embed(
      @PathVariable UUID id,
      @Valid @RequestBody EmbedRequest request,
      @RequestHeader(name = "Idempotency-Key", required = false) @Size(min = 1, max = 200) @Nullable String idempotencyKey) {
    var wish = wish(request, idempotencyKey);
    Ttl.expiry(wish.ttlSeconds(), now.get());
    return switch (calls.embed(id, "text", wish.text(), wish)) {
      case EmbeddingCalls.Outcome.Replayed before -> replayed(before.response());
      case EmbeddingCalls.Outcome.Known same -> known(same.response());
      case EmbeddingCalls.Outcome.New made -> store(id, made.embedded(), wish);
    };
  }

  private ResponseEntity<RememberedMemory> store(
      UUID id, EmbeddingCalls.Embedded embedded, MemoryWish wish) {
    var at = now.get();
    var result =
        store(
            embedded,
            new StoreMemory(
                id,
                embedded.holdId(),
                wish,
                Ttl.expiry(wish.ttlSeconds(), at),
                embedded.model(),
                embedded.vector(),
                embedded.tokens(),
                embedded.reportedTokens(),
                at));
    return switch (result) {
      case StoreMemory.Stored stored ->
          ResponseEntity.status(HttpStatus.CREATED).body(RememberedMemory.parse(stored.response()));
      case StoreMemory.Replayed before -> replayed(before.response());
      case StoreMemory.Known same -> known(same.response());
      case StoreMemory.Erased erased ->
          throw new Refusal.WrongState("Agent " + id + " is erased.").exception();
      case StoreMemory.KeyReused reused -> throw new Refusal.KeyReused().exception();
      case StoreMemory.Full full -> throw full.why().exception();
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

  private static ResponseEntity<RememberedMemory> known(String response) {
    return ResponseEntity.ok(RememberedMemory.parse(response));
  }

  private static MemoryWish wish(EmbedRequest request, @Nullable String header) {
    var text = MemoryText.checked("text", request.text());
    if (request.metadata() != null) {
      MemoryMetadata.checked("metadata", request.metadata());
    }
    var key = request.key() == null ? null : PathKey.checked("key", request.key());
    var requestKey = request.idempotencyKey() == null ? header : request.idempotencyKey();
    if (header != null && !header.equals(requestKey)) {
      throw ProblemException.invalidField("idempotency_key", "differs from the header's");
    }
    return new MemoryWish(
        key,
        text,
        request.taskId(),
        request.metadata(),
        request.ttlSeconds(),
        requestKey == null
            ? null
            : RequestKey.of(
                requestKey, key, text, request.taskId(), request.metadata(), request.ttlSeconds()));
  }

  @Operation(
      summary = "Find the memories nearest in meaning, or by their words, best first",
      description =
          "Within the agent's own memories. semantic goes by cosine similarity within one model: an"
              + " empty list is no error, lower min_similarity to see what is further away. text"
              + " finds memories that have words of the question and embeds nothing. hybrid does"
              + " both; a result's score is the sum of 1 / (60 + its rank) in either. Only a"
              + " min_similarity that is given counts in hybrid, and none in text. as_of finds the"
              + " memories that were current then and are still kept. A question that is embedded"
              + " counts against the agent's quota; for a terminated agent none is, 409"
              + " agent_not_active: text finds its memories.")
  @PostMapping("/search")
  @Allow(
      value = {AGENT, FOUNDER, ADMIN},
      scope = Scope.AGENT)
  Searches.Found search(
      @PathVariable UUID id, @Valid @RequestBody Searches.SearchRequest request, Caller caller) {
    return searches.search(id, request, caller);
  }

  record EmbedRequest(
      @NotBlank String text,
      @Nullable @Size(min = 1, max = PathKey.MAX_BYTES) String key,
      @Nullable UUID taskId,
      @Nullable ObjectNode metadata,
      @Schema(minimum = "1", maximum = "315360000") @Nullable Long ttlSeconds,
      @Nullable @Size(min = 1, max = 200) String idempotencyKey) {}
}

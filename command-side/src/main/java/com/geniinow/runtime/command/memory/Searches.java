package com.geniinow.runtime.command.memory;

import static com.geniinow.runtime.platform.security.Role.AGENT;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.embedding.Embedders;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.query.view.memory.MemoryFilter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Finds memories by their meaning, which spends the agent's quota, and by their words. */
@Component
class Searches {
  private final Now now;
  private final Embedders embedders;
  private final EmbeddingCalls calls;
  private final MemorySearch search;
  private final MemoryReads reads;
  private final MemoryUseTable uses;
  private final MemorySettings settings;

  Searches(
      Now now,
      Embedders embedders,
      EmbeddingCalls calls,
      MemorySearch search,
      MemoryReads reads,
      MemoryUseTable uses,
      MemorySettings settings) {
    this.now = now;
    this.embedders = embedders;
    this.calls = calls;
    this.search = search;
    this.reads = reads;
    this.uses = uses;
    this.settings = settings;
  }

  /** Answers a request. */
  Found search(UUID id, SearchRequest request, Caller caller) {
    var query = MemoryText.checked("query", request.query());
    var filter = request.filter() == null ? null : MemoryFilter.of("filter", request.filter());
    var mode = Objects.requireNonNullElse(request.mode(), SearchMode.SEMANTIC);
    if (request.asOf() != null && request.asOf().isAfter(now.get())) {
      throw ProblemException.invalidField("as_of", "must not be in the future");
    }
    var meaning = mode == SearchMode.TEXT ? null : meaning(id, query, mode, request);
    if (meaning == null) {
      reads.mustKnow(id);
    }
    var found =
        search.find(
            new Question(
                id,
                mode,
                query,
                meaning,
                request.topK() == null ? settings.topK() : request.topK(),
                filter,
                request.asOf(),
                now.get()));
    if (caller.role() == AGENT) {
      uses.note(id, found.results().stream().map(FoundMemory::memoryId).toList(), now.get());
    }
    return new Found(
        found.results(),
        meaning == null ? model(id) : meaning.model(),
        meaning == null ? null : meaning.minSimilarity(),
        found.exact());
  }

  private Question.Meaning meaning(UUID id, String query, SearchMode mode, SearchRequest request) {
    if (!(calls.embed(id, "query", query, null) instanceof EmbeddingCalls.Outcome.New made)) {
      throw new IllegalStateException("a search has no key to be answered by");
    }
    var embedded = made.embedded();
    calls.settle(id, embedded);
    return new Question.Meaning(
        embedded.model(),
        embedded.vector(),
        least(request, mode, embedded),
        embedded.usualSimilarity());
  }

  /** The request's own, else the setting's, else what is usual for the model. */
  private @Nullable Double least(
      SearchRequest request, SearchMode mode, EmbeddingCalls.Embedded embedded) {
    if (request.minSimilarity() != null) {
      return request.minSimilarity().doubleValue();
    }
    if (mode == SearchMode.HYBRID) {
      return null;
    }
    return settings.minSimilarity() == null
        ? Double.valueOf(embedded.usualSimilarity())
        : settings.minSimilarity();
  }

  private String model(UUID id) {
    return Objects.requireNonNullElseGet(reads.serving(id), () -> embedders.current().model());
  }

  record SearchRequest(
      @NotBlank String query,
      @Nullable SearchMode mode,
      @Min(1) @Max(MemorySettings.MAX_TOP_K) @Nullable Integer topK,
      @DecimalMin("-1") @DecimalMax("1") @Nullable BigDecimal minSimilarity,
      @Nullable Instant asOf,
      @Nullable ObjectNode filter) {}

  record Found(
      List<FoundMemory> results,
      String model,
      @Schema(description = "The least similarity that counted; null where none did")
          @Nullable Double minSimilarity,
      boolean exact) {}
}

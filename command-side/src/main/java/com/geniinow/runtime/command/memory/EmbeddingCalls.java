package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.memory.SettleEmbedding.Ending;
import com.geniinow.runtime.command.quota.Refusals;
import com.geniinow.runtime.platform.embedding.Embedder;
import com.geniinow.runtime.platform.embedding.Embedders;
import com.geniinow.runtime.platform.embedding.EmbeddingException;
import com.geniinow.runtime.platform.embedding.Embeddings;
import com.geniinow.runtime.platform.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Embeds one text for an agent: held on its quota before the call, which no transaction waits for.
 */
@Component
class EmbeddingCalls {
  private static final Logger log = LoggerFactory.getLogger(EmbeddingCalls.class);

  /** Somebody has to pay first, which takes longer than a second. */
  private static final Duration UNTIL_PAID = Duration.ofMinutes(1);

  private final AgentLine line;
  private final Now now;
  private final Supplier<UUID> ids;
  private final Embedders embedders;
  private final EmbeddingTimer timer;
  private final Refusals refusals;
  private final MemorySettings settings;
  private final MemoryReads reads;
  private final CreditWatch credit;

  EmbeddingCalls(
      AgentLine line,
      Now now,
      Supplier<UUID> ids,
      Embedders embedders,
      EmbeddingTimer timer,
      Refusals refusals,
      MemorySettings settings,
      MemoryReads reads,
      CreditWatch credit) {
    this.line = line;
    this.now = now;
    this.ids = ids;
    this.embedders = embedders;
    this.timer = timer;
    this.refusals = refusals;
    this.settings = settings;
    this.reads = reads;
    this.credit = credit;
  }

  /** An answered call whose hold is not settled yet. */
  record Embedded(
      UUID holdId,
      String model,
      double usualSimilarity,
      float[] vector,
      long tokens,
      long reportedTokens) {}

  /**
   * How a text that is to be remembered was embedded: not at all where the same request was
   * answered before, or the text is remembered already.
   */
  sealed interface Outcome {
    record New(Embedded embedded) implements Outcome {}

    record Replayed(String response) implements Outcome {}

    record Known(String response) implements Outcome {}
  }

  /**
   * Embeds a text with the model that the agent's memories are searched in.
   *
   * @param field the text's name on the wire
   * @param wish what is to be remembered; null for a search
   * @throws ProblemException 400 for a text too long for the model or that it refuses, 409 for an
   *     agent that is not active, 429 over quota, 503 when the provider does not answer
   */
  Outcome embed(UUID agentId, String field, String text, @Nullable MemoryWish wish) {
    var embedder =
        Optional.ofNullable(reads.serving(agentId))
            .flatMap(embedders::find)
            .orElseGet(embedders::current);
    var tokens = embedder.countTokens(text);
    if (tokens > embedder.maxTokens()) {
      throw ProblemException.invalidField(
          field,
          "has %d tokens; the embedding model takes %d at most"
              .formatted(tokens, embedder.maxTokens()));
    }
    var holdId = ids.get();
    var answered = reserve(agentId, holdId, wish, embedder.model(), tokens);
    if (answered != null) {
      return answered;
    }
    var answer = call(agentId, holdId, embedder, field, text);
    return new Outcome.New(
        new Embedded(
            holdId,
            embedder.model(),
            embedder.usualSimilarity(),
            answer.single(),
            answer.tokens(),
            answer.reportedTokens()));
  }

  /** Settles a call that needs nothing else stored. */
  void settle(UUID agentId, Embedded answered) {
    line.send(
        new SettleEmbedding(
            agentId,
            answered.holdId(),
            answered.model(),
            Ending.ANSWERED,
            answered.tokens(),
            answered.reportedTokens(),
            now.get()));
  }

  /** What needs no call; null where one may be made. */
  private @Nullable Outcome reserve(
      UUID agentId, UUID holdId, @Nullable MemoryWish wish, String model, long tokens) {
    var at = now.get();
    var until = at.plus(settings.hold());
    return switch (line.send(
        new ReserveEmbedding(agentId, holdId, wish, model, tokens, until, at))) {
      case ReserveEmbedding.OverQuota over ->
          throw refusals.problem(over.why(), over.quotaSequence());
      case ReserveEmbedding.Full full -> throw full.why().exception();
      case ReserveEmbedding.Replayed before -> new Outcome.Replayed(before.response());
      case ReserveEmbedding.Known same -> new Outcome.Known(same.response());
      case ReserveEmbedding.Held held -> null;
    };
  }

  private Embeddings call(UUID agentId, UUID holdId, Embedder embedder, String field, String text) {
    try {
      return timer.time(embedder, List.of(text));
    } catch (EmbeddingException e) {
      log.warn("no embedding from {}: {}", embedder.model(), e.getMessage());
      var ending = e.perhapsCharged() ? Ending.UNKNOWN : Ending.FAILED;
      line.send(new SettleEmbedding(agentId, holdId, embedder.model(), ending, 0, 0, now.get()));
      if (e.outOfCredit() != null) {
        credit.embeddingRefused(e.outOfCredit(), embedder.model(), now.get());
        throw ProblemException.unavailable(
            "The embedding provider's account has no credit; nothing was stored.", UNTIL_PAID);
      }
      if (e.refusal() != null) {
        throw ProblemException.invalidField(
            field, "is refused by the embedding model: " + e.refusal());
      }
      throw ProblemException.unavailable(
          "No embedding could be made now; nothing was stored.", e.retryAfter());
    }
  }
}

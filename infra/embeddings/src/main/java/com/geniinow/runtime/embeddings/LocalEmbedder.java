package com.geniinow.runtime.embeddings;

import com.geniinow.runtime.platform.embedding.Embedder;
import com.geniinow.runtime.platform.embedding.EmbeddingException;
import com.geniinow.runtime.platform.embedding.Embeddings;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * all-MiniLM-L6-v2, quantized: 384 dimensions, filled up with zeros; milliseconds a text, no
 * network. Long texts are embedded in pieces of 510 tokens whose vectors are averaged.
 */
public final class LocalEmbedder implements Embedder {
  /** The name kept with its vectors. */
  public static final String MODEL = "all-minilm-l6-v2-q";

  /** The marks before and after each piece of a text. */
  private static final int MARKS = 2;

  private static final int PIECE = 510;

  private final CompletableFuture<Loaded> loaded;

  /** Loads the model, which takes a second or two, behind the caller's back. */
  public LocalEmbedder() {
    loaded = CompletableFuture.supplyAsync(Loaded::new, LocalEmbedder::onThreadOfItsOwn);
  }

  private static void onThreadOfItsOwn(Runnable load) {
    Thread.ofPlatform().name("load-embeddings").daemon().start(load);
  }

  @Override
  public String model() {
    return MODEL;
  }

  @Override
  public int maxTokens() {
    return Integer.MAX_VALUE;
  }

  @Override
  public double usualSimilarity() {
    return 0.35;
  }

  @Override
  public int countTokens(String text) {
    var tokens = loaded.join().tokens.estimateTokenCountInText(text);
    return tokens + MARKS * (1 + tokens / PIECE);
  }

  @Override
  public Embeddings embed(List<String> texts) {
    if (texts.stream().anyMatch(this::isUnknown)) {
      var why = "it has no character that the model knows";
      throw EmbeddingException.refused("the model in this process knows no word of it", why, null);
    }
    try {
      var answer = loaded.join().model.embedAll(texts.stream().map(TextSegment::from).toList());
      var vectors = answer.content().stream().map(e -> Arrays.copyOf(e.vector(), DIMENSIONS));
      var usage = answer.tokenUsage();
      return new Embeddings(vectors.toList(), usage == null ? 0 : usage.inputTokenCount());
    } catch (RuntimeException e) {
      throw new EmbeddingException("the model in this process failed", true, e);
    }
  }

  /** Such as a text of invisible characters alone: of nothing the model makes no direction. */
  private boolean isUnknown(String text) {
    return loaded.join().tokens.estimateTokenCountInText(text) == 0;
  }

  private static final class Loaded {
    private final AllMiniLmL6V2QuantizedEmbeddingModel model =
        new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
    private final HuggingFaceTokenCountEstimator tokens = new HuggingFaceTokenCountEstimator();

    Loaded() {
      model.embed("the first one is slow");
    }
  }
}

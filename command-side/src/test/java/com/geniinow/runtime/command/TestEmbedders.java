package com.geniinow.runtime.command;

import com.geniinow.runtime.embeddings.LocalEmbedder;
import com.geniinow.runtime.platform.embedding.Embedder;
import com.geniinow.runtime.platform.embedding.Embedders;
import com.geniinow.runtime.platform.embedding.EmbeddingException;
import com.geniinow.runtime.platform.embedding.Embeddings;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The model of the local system, and a second one whose vectors compare with none of the first's.
 * Which of them is current, and whether they answer, is for a test to say.
 */
public final class TestEmbedders implements Embedders {
  public static final TestEmbedders SHARED = new TestEmbedders();

  private static final Embedder FIRST = new LocalEmbedder();

  private final Embedder first = new Switched(LocalEmbedder.MODEL);

  /** Has the price of a model of OpenAI's. */
  private final Embedder second = new Switched("text-embedding-3-large");

  private volatile Embedder current = first;
  private volatile Predicate<String> failing = text -> true;
  private volatile @Nullable EmbeddingException failure;
  private volatile long reported;
  private volatile Runnable before = () -> {};

  /** Makes another model the current one. */
  public void useSecond() {
    current = second;
  }

  /** Lets every call fail. */
  public void fail(boolean perhapsCharged) {
    failOn(text -> true, new EmbeddingException("away", perhapsCharged, null));
  }

  /** Lets calls fail that have such a text among theirs. */
  public void failOn(Predicate<String> texts, EmbeddingException with) {
    failing = texts;
    failure = with;
  }

  /** As a provider refuses what it is given. */
  public static EmbeddingException refusal() {
    return EmbeddingException.refused("the provider answered 400", "no such texts here", null);
  }

  /** Lets every call fail so. */
  public void fail(EmbeddingException with) {
    failOn(text -> true, with);
  }

  /** Says that every call used so many tokens, whatever its text; 0 for the truth. */
  public void report(long tokens) {
    reported = tokens;
  }

  /** Does something while a call is on its way. */
  public void meanwhile(Runnable action) {
    before = action;
  }

  /** As at first. */
  public void reset() {
    current = first;
    failure = null;
    reported = 0;
    before = () -> {};
  }

  @Override
  public Embedder current() {
    return current;
  }

  @Override
  public Optional<Embedder> find(String model) {
    return List.of(first, second).stream().filter(e -> e.model().equals(model)).findFirst();
  }

  private final class Switched implements Embedder {
    private final String model;

    Switched(String model) {
      this.model = model;
    }

    @Override
    public String model() {
      return model;
    }

    @Override
    public double usualSimilarity() {
      return FIRST.usualSimilarity();
    }

    @Override
    public int maxTokens() {
      return 8191;
    }

    @Override
    public int countTokens(String text) {
      return FIRST.countTokens(text);
    }

    @Override
    public Embeddings embed(List<String> texts) {
      before.run();
      var thrown = failure;
      if (thrown != null && texts.stream().anyMatch(failing)) {
        throw thrown;
      }
      var told = FIRST.embed(texts);
      var answer = reported == 0 ? told : new Embeddings(told.vectors(), told.tokens(), reported);
      return model.equals(LocalEmbedder.MODEL)
          ? answer
          : new Embeddings(
              answer.vectors().stream().map(Switched::reversed).toList(), answer.tokens());
    }

    private static float[] reversed(float[] vector) {
      var reversed = new float[vector.length];
      for (var i = 0; i < vector.length; i++) {
        reversed[vector.length - 1 - i] = vector[i];
      }
      return reversed;
    }
  }
}

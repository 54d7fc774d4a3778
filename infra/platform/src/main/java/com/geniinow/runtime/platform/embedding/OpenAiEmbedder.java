package com.geniinow.runtime.platform.embedding;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.geniinow.runtime.platform.provider.OutOfCredit;
import com.geniinow.runtime.platform.time.RetryAfter;
import com.geniinow.runtime.platform.web.QuotedText;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.openai.client.OpenAIClient;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An embedding model of OpenAI's. Texts go out in batches; the client retries; a circuit breaker
 * spares callers the wait while the provider is unavailable.
 */
final class OpenAiEmbedder implements Embedder {
  /** The provider's name for people. */
  private static final String PROVIDER = "openai";

  /** OpenAI's own bound for a text. */
  static final int MAX_TOKENS = 8191;

  /** The largest use that is told: 2^53 - 1, the last number that every reader of JSON keeps. */
  private static final long MOST_TOLD = 9_007_199_254_740_991L;

  /** The largest and the smallest number that half precision keeps. */
  private static final float MOST = 65_504;

  private static final float LEAST = 6e-8f;

  private static final int LONGEST_QUOTE = 300; // characters

  /** All of OpenAI's embedding models count with this one. */
  private static final Encoding ENCODING =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);

  private final String model;
  private final OpenAiEmbeddingSettings settings;
  private final OpenAIClient client;
  private final CircuitBreaker breaker;
  private final VectorLengths lengths;
  private final ProviderRest rest;
  private final InstantSource clock;

  OpenAiEmbedder(
      String model,
      OpenAiEmbeddingSettings settings,
      OpenAIClient client,
      CircuitBreaker breaker,
      VectorLengths lengths,
      ProviderRest rest,
      InstantSource clock) {
    this.model = model;
    this.settings = settings;
    this.client = client;
    this.breaker = breaker;
    this.lengths = lengths;
    this.rest = rest;
    this.clock = clock;
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public int maxTokens() {
    return MAX_TOKENS;
  }

  @Override
  public int countTokens(String text) {
    return ENCODING.countTokensOrdinary(text);
  }

  @Override
  public Embeddings embed(List<String> texts) {
    try {
      return bought(texts);
    } catch (EmbeddingException known) {
      throw known;
    } catch (RuntimeException garbled) {
      // What can't be read shows only when it is looked at, and the client throws what it likes.
      throw garbled(garbled);
    }
  }

  private Embeddings bought(List<String> texts) {
    List<float[]> vectors = new ArrayList<>(texts.size());
    long tokens = 0;
    long reported = 0;
    for (List<String> batch : batches(texts)) {
      var answer = call(batch);
      var data = new ArrayList<>(answer.data());
      if (data.size() != batch.size()) {
        throw new EmbeddingException("the provider answered another number of vectors", true, null);
      }
      data.sort(Comparator.comparingLong(com.openai.models.embeddings.Embedding::index));
      data.forEach(embedding -> vectors.add(vector(embedding.embedding())));
      var sizes = data.stream().map(embedding -> embedding.embedding().size()).distinct().toList();
      if (sizes.size() != 1 || !lengths.isRight(model, sizes.getFirst())) {
        throw wrongLength();
      }
      long counted = batch.stream().mapToLong(this::countTokens).sum();
      long said = said(answer, counted);
      tokens += Math.min(said, counted);
      reported = Math.min(MOST_TOLD, reported + said);
    }
    return new Embeddings(vectors, tokens, reported);
  }

  private List<List<String>> batches(List<String> texts) {
    List<List<String>> batches = new ArrayList<>();
    List<String> batch = new ArrayList<>();
    var tokens = 0;
    for (String text : texts) {
      var more = countTokens(text);
      if (!batch.isEmpty()
          && (batch.size() == settings.batch() || tokens + more > settings.batchTokens())) {
        batches.add(batch);
        batch = new ArrayList<>();
        tokens = 0;
      }
      batch.add(text);
      tokens += more;
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  private CreateEmbeddingResponse call(List<String> batch) {
    var request =
        EmbeddingCreateParams.builder()
            .model(model)
            .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
            .inputOfArrayOfStrings(batch);
    if (VectorLengths.canBeAsked(model)) {
      request.dimensions(DIMENSIONS);
    }
    try {
      return breaker.executeSupplier(() -> client.embeddings().create(request.build()));
    } catch (CallNotPermittedException open) {
      throw EmbeddingException.later("the embedding provider is unavailable", rest.left(), open);
    } catch (OpenAIServiceException refused) {
      throw refusal(refused);
    } catch (OpenAIException unanswered) {
      if (isNoJson(unanswered)) {
        throw garbled(unanswered);
      }
      throw new EmbeddingException("the embedding provider did not answer", true, unanswered);
    }
  }

  /** Whether there was an answer, such as NaN for a number; not so where it breaks off. */
  private static boolean isNoJson(OpenAIException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof JsonParseException) {
        return !(cause instanceof JsonEOFException);
      }
    }
    return false;
  }

  private static EmbeddingException garbled(RuntimeException cause) {
    return new EmbeddingException("the embedding provider answered garbled", false, cause);
  }

  private EmbeddingException refusal(OpenAIServiceException e) {
    var status = e.statusCode();
    var message = "the embedding provider answered " + status;
    if (OutOfCredit.isSaidBy(e::code, e::type)) {
      return EmbeddingException.outOfCredit(message + ": its account has no credit", PROVIDER, e);
    }
    if (status == 400 || status == 413 || status == 422) {
      var why = e.getMessage() == null ? "" : e.getMessage();
      return EmbeddingException.refused(message, QuotedText.clean(why, LONGEST_QUOTE), e);
    }
    return EmbeddingException.later(message, retryAfter(e), e);
  }

  private @Nullable Duration retryAfter(OpenAIServiceException e) {
    return RetryAfter.isPassing(e.statusCode())
        ? RetryAfter.of(
            name -> e.headers().values(name).stream().findFirst().orElse(null), clock.instant())
        : null;
  }

  /**
   * What the provider says it charges, true or not, up to {@link #MOST_TOLD}. Where it says
   * nothing, or less than nothing, that is what was counted.
   */
  private static long said(CreateEmbeddingResponse answer, long counted) {
    try {
      long said = answer.usage().totalTokens();
      return said < 0 ? counted : Math.min(said, MOST_TOLD);
    } catch (OpenAIInvalidDataException e) {
      return counted;
    }
  }

  /**
   * Filled up with zeros where a model has fewer dimensions.
   *
   * @throws EmbeddingException for what is no direction: no number, beyond what is kept, all zeros
   */
  private float[] vector(List<Float> values) {
    if (values.isEmpty() || values.size() > DIMENSIONS) {
      throw wrongLength();
    }
    var vector = new float[DIMENSIONS];
    var directed = false;
    for (var i = 0; i < values.size(); i++) {
      float value = values.get(i);
      if (!(Math.abs(value) <= MOST)) {
        throw new EmbeddingException("the provider's vectors hold no numbers", false, null);
      }
      vector[i] = value;
      directed |= Math.abs(value) >= LEAST;
    }
    if (!directed) {
      throw new EmbeddingException("the provider's vectors are all zero", false, null);
    }
    return vector;
  }

  private static EmbeddingException wrongLength() {
    return new EmbeddingException("the provider's vectors have a wrong length", false, null);
  }
}

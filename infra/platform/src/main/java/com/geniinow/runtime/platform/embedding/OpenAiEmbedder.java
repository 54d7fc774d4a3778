package com.geniinow.runtime.platform.embedding;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.openai.client.OpenAIClient;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * An embedding model of OpenAI's. Texts go out in batches; the client retries; a circuit breaker
 * spares callers the wait while the provider is away.
 */
final class OpenAiEmbedder implements Embedder {
  /** OpenAI's own bound for a text. */
  static final int MAX_TOKENS = 8191;

  /** All of OpenAI's embedding models count with this one. */
  private static final Encoding ENCODING =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);

  private final String model;
  private final OpenAiEmbeddingProperties settings;
  private final OpenAIClient client;
  private final CircuitBreaker breaker;

  OpenAiEmbedder(
      String model,
      OpenAiEmbeddingProperties settings,
      OpenAIClient client,
      CircuitBreaker breaker) {
    this.model = model;
    this.settings = settings;
    this.client = client;
    this.breaker = breaker;
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
    List<float[]> vectors = new ArrayList<>(texts.size());
    long tokens = 0;
    for (List<String> batch : batches(texts)) {
      CreateEmbeddingResponse answer = call(batch);
      var data = new ArrayList<>(answer.data());
      if (data.size() != batch.size()) {
        throw new EmbeddingException("the provider answered another number of vectors", true, null);
      }
      data.sort(Comparator.comparingLong(com.openai.models.embeddings.Embedding::index));
      data.forEach(embedding -> vectors.add(padded(embedding.embedding())));
      tokens += answer.usage().totalTokens();
    }
    return new Embeddings(vectors, tokens);
  }

  private List<List<String>> batches(List<String> texts) {
    List<List<String>> batches = new ArrayList<>();
    List<String> batch = new ArrayList<>();
    int tokens = 0;
    for (String text : texts) {
      int more = countTokens(text);
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
    if (model.startsWith("text-embedding-3-")) {
      request.dimensions(DIMENSIONS);
    }
    try {
      return breaker.executeSupplier(() -> client.embeddings().create(request.build()));
    } catch (CallNotPermittedException open) {
      throw new EmbeddingException("the embedding provider is away", false, open);
    } catch (OpenAIServiceException refused) {
      throw new EmbeddingException(
          "the embedding provider answered " + refused.statusCode(), false, refused);
    } catch (OpenAIException unanswered) {
      throw new EmbeddingException("the embedding provider did not answer", true, unanswered);
    }
  }

  private static float[] padded(List<Float> values) {
    if (values.size() > DIMENSIONS) {
      throw new EmbeddingException("the provider's vectors are too long", true, null);
    }
    float[] vector = new float[values.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = values.get(i);
    }
    return Arrays.copyOf(vector, DIMENSIONS);
  }
}

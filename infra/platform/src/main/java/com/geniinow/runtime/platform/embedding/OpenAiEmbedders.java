package com.geniinow.runtime.platform.embedding;

import com.geniinow.runtime.platform.provider.AnswerBounds;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.ObjectMappers;
import com.openai.errors.OpenAIServiceException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * OpenAI's embedding models, over one client and one circuit breaker: what is unavailable for one
 * model is away for all, and what rests for one.
 */
public final class OpenAiEmbedders implements Embedders, AutoCloseable {
  /** Calls that the breaker judges by, and the fewest it needs for that. */
  private static final int WINDOW = 20;

  private static final int FEWEST = 5;

  private final OpenAiEmbeddingSettings settings;
  private final OpenAIClient client;
  private final CircuitBreaker breaker;
  private final VectorLengths lengths = new VectorLengths();
  private final InstantSource clock;
  private final ProviderRest rest;

  public OpenAiEmbedders(OpenAiEmbeddingSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.rest = new ProviderRest(clock);
    this.client = connect(settings, rest);
    this.breaker = CircuitBreaker.of("embeddings", breaking(settings));
  }

  @Override
  public Embedder current() {
    return new OpenAiEmbedder(settings.model(), settings, client, breaker, lengths, rest, clock);
  }

  @Override
  public Optional<Embedder> find(String model) {
    return model.startsWith("text-embedding-")
        ? Optional.of(new OpenAiEmbedder(model, settings, client, breaker, lengths, rest, clock))
        : Optional.empty();
  }

  private static OpenAIClient connect(OpenAiEmbeddingSettings settings, ProviderRest rest) {
    var builder =
        bounded(AnswerBounds.ofVectors(settings.batch()))
            // Without one the provider answers 401, and the caller hears that it is not there.
            .apiKey(settings.apiKey().isBlank() ? "none" : settings.apiKey())
            .timeout(settings.timeout())
            .maxRetries(settings.retries())
            .addInterceptor(rest);
    if (!settings.baseUrl().isBlank()) {
      builder.baseUrl(settings.baseUrl());
    }
    return builder.build();
  }

  /** A client that reads no larger answers. */
  private static OpenAIOkHttpClient.Builder bounded(AnswerBounds bounds) {
    var mapper = ObjectMappers.jsonMapper().copy();
    var factory = mapper.getFactory();
    factory.setStreamReadConstraints(
        factory
            .streamReadConstraints()
            .rebuild()
            .maxDocumentLength(bounds.bytes())
            .maxTokenCount(bounds.elements())
            .build());
    return OpenAIOkHttpClient.builder().jsonMapper(mapper);
  }

  private static CircuitBreakerConfig breaking(OpenAiEmbeddingSettings settings) {
    return CircuitBreakerConfig.custom()
        .slidingWindowSize(WINDOW)
        .minimumNumberOfCalls(FEWEST)
        .failureRateThreshold(50)
        .waitDurationInOpenState(settings.breakFor())
        .permittedNumberOfCallsInHalfOpenState(2)
        // A text that the provider refuses says nothing about the provider.
        .recordException(OpenAiEmbedders::isAway)
        // Nor does a call that wasn't made.
        .ignoreExceptions(EmbeddingException.class)
        .build();
  }

  private static boolean isAway(Throwable failure) {
    return !(failure instanceof OpenAIServiceException refused)
        || refused.statusCode() >= 500
        || List.of(401, 403, 408, 429).contains(refused.statusCode());
  }

  @Override
  public void close() {
    client.close();
  }
}

package com.geniinow.runtime.platform.embedding;

import com.geniinow.runtime.platform.setting.Bounds;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How embeddings are bought. Bound from {@code genii.embedding.openai.*}.
 *
 * @param apiKey empty where there is none; then memories can't be embedded, and that is said
 * @param baseUrl empty for OpenAI itself
 * @param model what new memories are embedded with
 * @param timeout the longest that one request may take
 * @param retries how often a request is made again, with a growing pause
 * @param batch texts of one request, 1 to 2048
 * @param batchTokens tokens of one request, 8191 to 300,000
 * @param breakFor how long nothing is asked after half of the last calls failed
 */
@ConfigurationProperties("genii.embedding.openai")
public record OpenAiEmbeddingSettings(
    @DefaultValue("") String apiKey,
    @DefaultValue("") String baseUrl,
    @DefaultValue("text-embedding-3-small") String model,
    @DefaultValue("5s") Duration timeout,
    @DefaultValue("2") int retries,
    @DefaultValue("256") int batch,
    @DefaultValue("100000") int batchTokens,
    @DefaultValue("10s") Duration breakFor) {
  public OpenAiEmbeddingSettings {
    if (!baseUrl.isBlank()) {
      Bounds.webAddress("OPENAI_BASE_URL", baseUrl);
    }
    if (!timeout.isPositive() || !breakFor.isPositive()) {
      throw new IllegalArgumentException("genii.embedding.openai: durations must be positive");
    }
    if (retries < 0 || retries > 10 || batch < 1 || batch > 2048) {
      throw new IllegalArgumentException("genii.embedding.openai: retries 0-10, batch 1-2048");
    }
    if (batchTokens < OpenAiEmbedder.MAX_TOKENS || batchTokens > 300_000) {
      throw new IllegalArgumentException("genii.embedding.openai: batch-tokens 8191-300000");
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "OpenAiEmbeddingSettings[model=%s, baseUrl=%s]".formatted(model, baseUrl);
  }
}

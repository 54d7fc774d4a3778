package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.setting.Bounds;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the model provider is reached. Bound from {@code genii.openai.*}.
 *
 * @param apiKey empty where there is none; then chat tasks fail and say so
 * @param baseUrl empty for OpenAI itself
 * @param timeout the longest that one model call may take
 */
@ConfigurationProperties("genii.openai")
public record OpenAiSettings(
    @DefaultValue("") String apiKey,
    @DefaultValue("") String baseUrl,
    @DefaultValue("120s") Duration timeout) {
  public OpenAiSettings {
    if (!baseUrl.isBlank()) {
      Bounds.webAddress("OPENAI_BASE_URL", baseUrl);
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("genii.openai.timeout must be positive");
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "OpenAiSettings[baseUrl=%s, timeout=%s]".formatted(baseUrl, timeout);
  }
}

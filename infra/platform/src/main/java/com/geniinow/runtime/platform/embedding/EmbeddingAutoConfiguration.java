package com.geniinow.runtime.platform.embedding;

import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * OpenAI's embeddings where {@code genii.embedding.provider=openai}; any other provider brings its
 * own {@link Embedders}.
 */
@AutoConfiguration
@ConditionalOnClass(OpenAIOkHttpClient.class)
@ConditionalOnProperty(name = "genii.embedding.provider", havingValue = "openai")
@EnableConfigurationProperties(OpenAiEmbeddingSettings.class)
public class EmbeddingAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  Embedders embedders(OpenAiEmbeddingSettings settings, Clock clock) {
    return new OpenAiEmbedders(settings, clock);
  }
}

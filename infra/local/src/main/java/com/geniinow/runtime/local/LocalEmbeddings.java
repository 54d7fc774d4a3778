package com.geniinow.runtime.local;

import com.geniinow.runtime.embeddings.LocalEmbedder;
import com.geniinow.runtime.platform.embedding.Embedders;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The command side's embeddings where nothing else is asked for: a model in its own process. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "genii.embedding.provider", havingValue = LocalEmbeddings.PROVIDER)
class LocalEmbeddings {
  static final String PROVIDER = "local";

  @Bean
  Embedders embedders() {
    return Embedders.of(new LocalEmbedder());
  }
}

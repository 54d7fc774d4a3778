package com.geniinow.runtime.platform.embedding;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Says which embedding providers there are, where the one that is set is none of them. */
final class NoEmbedderAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException>
    implements Ordered {
  private final Environment environment;

  NoEmbedderAnalyzer(Environment environment) {
    this.environment = environment;
  }

  /** Before Spring Boot's own, which names the missing bean. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, NoSuchBeanDefinitionException cause) {
    return cause.getBeanType() != Embedders.class
        ? null
        : new FailureAnalysis(
            "GENII_EMBEDDING_PROVIDER is '%s' and must be openai, or in the local system local."
                .formatted(environment.getProperty("genii.embedding.provider", "")),
            "Set it in the environment of this process.",
            root);
  }
}

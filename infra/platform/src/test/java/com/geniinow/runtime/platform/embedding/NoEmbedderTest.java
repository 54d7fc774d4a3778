package com.geniinow.runtime.platform.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.mock.env.MockEnvironment;

class NoEmbedderTest {
  @Test
  void a_provider_that_is_none_is_named_with_those_that_are() {
    var environment = new MockEnvironment().withProperty("genii.embedding.provider", "opnai");
    var missing = new NoSuchBeanDefinitionException(Embedders.class);
    var analyzer = new NoEmbedderAnalyzer(environment);

    assertThat(analyzer.analyze(missing).getDescription())
        .isEqualTo(
            "GENII_EMBEDDING_PROVIDER is 'opnai' and must be openai, or in the local system"
                + " local.");
    assertThat(analyzer.analyze(new NoSuchBeanDefinitionException(String.class))).isNull();
  }
}

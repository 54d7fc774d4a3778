package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.platform.embedding.Embedder;
import com.geniinow.runtime.platform.embedding.Embeddings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import org.springframework.stereotype.Component;

/** Times every embedding call: {@code memory.embed_latency}, by model and outcome. */
@Component
class EmbeddingTimer {
  private final MeterRegistry registry;

  EmbeddingTimer(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Embeds texts and records how long that took. */
  Embeddings time(Embedder embedder, List<String> texts) {
    var sample = Timer.start(registry);
    var outcome = "failed";
    try {
      var answer = embedder.embed(texts);
      outcome = "answered";
      return answer;
    } finally {
      sample.stop(
          Timer.builder("memory.embed_latency")
              .description("Embedding calls, retries included")
              .tag("model", embedder.model())
              .tag("outcome", outcome)
              .publishPercentileHistogram()
              .register(registry));
    }
  }
}

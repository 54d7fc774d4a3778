package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.line.RollbackMonitor;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is counted in each process and told about the fleet. */
@Configuration(proxyBeanMethods = false)
class ShareConfiguration {
  static final String ROLLBACKS = "rollbacks";
  static final String EMBEDDINGS = "embeddings";

  @Bean
  Share rollbackShare(RollbackMonitor transactions, MeterRegistry registry) {
    var share = new Share(ROLLBACKS, transactions::ended, transactions::rolledBack);
    Gauge.builder("genii.transactions.rollback.rate", share, Share::recent)
        .description("Rolled back for good, of this process's transactions of the last minutes")
        .register(registry);
    return share;
  }

  @Bean
  Share embeddingShare(MeterRegistry registry, AlertSettings settings) {
    var timer = new SlowCalls(registry, "genii.memory.embed.latency", settings.slowEmbedding());
    return new Share(EMBEDDINGS, timer::total, timer::slow);
  }
}

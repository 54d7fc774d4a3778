package com.geniinow.runtime.command.background;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.command.store.StoreTables;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.EventProcessingConfigurer;
import org.axonframework.config.EventProcessingConfigurer.PooledStreamingProcessorConfiguration;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.modelling.saga.repository.SagaStore;
import org.axonframework.modelling.saga.repository.jdbc.JdbcSagaStore;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Streaming processors read all agents' events with the system's login, keep their place in the
 * same transaction as their work, and stop at a failure to try again instead of skipping it; but
 * not for ever for a single event ({@link PoisonEvents}).
 */
@Configuration(proxyBeanMethods = false)
public class ProcessorConfiguration {
  /** The {@link Lookout} sees sooner that there is something to claim. */
  private static final Duration CLAIM_EVERY = Duration.ofSeconds(60);

  /**
   * Events that a processor sees to in one transaction; its claim, which is renewed between two of
   * them, must not run out meanwhile.
   */
  private static final int BATCH = 50;

  @Bean
  @ConditionalOnMissingBean
  ProcessorNode processorNode(Supplier<UUID> ids) {
    return new ProcessorNode(ids.get().toString());
  }

  @Bean
  TokenStore tokenStore(
      @Qualifier(StoreConfiguration.SYSTEM) DataSource system,
      Serializer serializer,
      ProcessorNode node) {
    return JdbcTokenStore.builder()
        .nodeId(node.id())
        .connectionProvider(new SpringDataSourceConnectionProvider(system))
        .schema(StoreTables.TOKENS)
        .serializer(serializer)
        .claimTimeout(TokenClaims.TIMEOUT)
        .build();
  }

  @Bean
  SagaStore<Object> sagaStore(
      @Qualifier(StoreConfiguration.SYSTEM) DataSource system, Serializer serializer) {
    return JdbcSagaStore.builder()
        .connectionProvider(new SpringDataSourceConnectionProvider(system))
        .sqlSchema(StoreTables.SAGAS)
        .serializer(serializer)
        .build();
  }

  @Autowired
  void configure(
      EventProcessingConfigurer processors,
      @Qualifier(StoreConfiguration.SYSTEM) EmbeddedEventStore events,
      @Qualifier(StoreConfiguration.SYSTEM) TransactionManager transactions,
      MeterRegistry meters) {
    PooledStreamingProcessorConfiguration single =
        (configuration, builder) ->
            builder
                .initialSegmentCount(1)
                // From the first event on, also where Axon would have sagas start at the newest.
                .initialToken(StreamableMessageSource::createTailToken)
                .batchSize(BATCH)
                .tokenClaimInterval(CLAIM_EVERY.toMillis())
                .claimExtensionThreshold(TokenClaims.RENEWED.toMillis());
    processors
        .usingPooledStreamingEventProcessors(single)
        .configureDefaultStreamableMessageSource(configuration -> events)
        .registerDefaultTransactionManager(configuration -> transactions)
        .registerDefaultHandlerInterceptor(
            (configuration, processor) -> new PoisonEvents(processor, meters))
        .registerDefaultErrorHandler(configuration -> PropagatingErrorHandler.instance())
        .registerDefaultListenerInvocationErrorHandler(
            configuration -> PropagatingErrorHandler.instance());
  }
}

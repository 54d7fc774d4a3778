package com.geniinow.runtime.platform.database;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Offers {@link ConnectionPools} where {@code genii.database.enabled=true}. */
@AutoConfiguration(
    beforeName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnProperty("genii.database.enabled")
@EnableConfigurationProperties(DatabaseSettings.class)
public class DatabaseAutoConfiguration {
  @Bean
  ConnectionPools connectionPools(DatabaseSettings settings) {
    return new ConnectionPools(settings);
  }

  /** The contributor {@code database} of the readiness probe. */
  @Bean
  DatabaseHealth databaseHealthIndicator(ConnectionPools pools) {
    return new DatabaseHealth(pools);
  }
}

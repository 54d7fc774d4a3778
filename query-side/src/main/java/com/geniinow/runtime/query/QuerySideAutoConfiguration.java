package com.geniinow.runtime.query;

import com.geniinow.runtime.platform.database.ConnectionPools;
import com.geniinow.runtime.platform.database.DatabaseAutoConfiguration;
import com.geniinow.runtime.platform.database.DatabaseRole;
import com.geniinow.runtime.platform.security.Credentials;
import com.geniinow.runtime.platform.security.Ownership;
import com.geniinow.runtime.query.history.AuditAutoConfiguration;
import com.geniinow.runtime.query.history.ErasuresHealth;
import com.geniinow.runtime.query.record.ProjectionAutoConfiguration;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.KeyUses;
import com.geniinow.runtime.query.view.access.TableCredentials;
import com.geniinow.runtime.query.view.access.TableOwnership;
import com.github.benmanes.caffeine.cache.Ticker;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Everything the read side offers, to its own process and to the one that takes commands. */
@AutoConfiguration(after = DatabaseAutoConfiguration.class)
@ComponentScan(
    excludeFilters =
        @ComponentScan.Filter(
            type = FilterType.ASSIGNABLE_TYPE,
            classes = {
              QuerySideApplication.class,
              QuerySideAutoConfiguration.class,
              ProjectionAutoConfiguration.class,
              AuditAutoConfiguration.class
            }))
public class QuerySideAutoConfiguration {
  private static final String QUERY = "query";

  @Bean(defaultCandidate = false)
  @Qualifier(QUERY) HikariDataSource queryDataSource(ConnectionPools pools) {
    return pools.open(DatabaseRole.QUERY);
  }

  @Bean
  CallerReads callerReads(@Qualifier(QUERY) DataSource queryDataSource) {
    var transactions = new TransactionTemplate(new JdbcTransactionManager(queryDataSource));
    transactions.setReadOnly(true);
    return new CallerReads(transactions, JdbcClient.create(queryDataSource));
  }

  /** The contributor {@code erasures} of the readiness probe. */
  @Bean
  ErasuresHealth erasuresHealthIndicator(CallerReads callerReads) {
    return new ErasuresHealth(callerReads);
  }

  @Bean
  Ownership ownership(CallerReads reads) {
    return new TableOwnership(reads);
  }

  @Bean
  KeyUses keyUses(CallerReads reads) {
    return new KeyUses(reads);
  }

  @Bean
  Credentials credentials(CallerReads reads, KeyUses uses) {
    return new TableCredentials(reads, uses, Ticker.systemTicker());
  }
}

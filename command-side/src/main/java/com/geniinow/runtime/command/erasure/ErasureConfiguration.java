package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.platform.database.ConnectionPools;
import com.geniinow.runtime.platform.database.DatabaseRole;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an erasure counts with. */
@Configuration(proxyBeanMethods = false)
class ErasureConfiguration {
  /** Qualifies what belongs to counting. */
  static final String COUNTING = "counting";

  /**
   * To count the rows of a large agent may take longer than any other statement may. One agent's
   * are counted at a time, and no connection is held while none are.
   */
  @Bean(defaultCandidate = false)
  @Qualifier(COUNTING) HikariDataSource countingDataSource(ConnectionPools pools) {
    return pools.openForLongWork(DatabaseRole.SYSTEM, 1, COUNTING);
  }

  @Bean(defaultCandidate = false)
  @Qualifier(COUNTING) JdbcClient countingJdbc(@Qualifier(COUNTING) DataSource source) {
    return JdbcClient.create(source);
  }
}

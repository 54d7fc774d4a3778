package com.geniinow.runtime.command.brake;

import com.geniinow.runtime.command.store.AggregateRepositories;
import com.geniinow.runtime.command.store.StoreConfiguration;
import javax.sql.DataSource;
import org.axonframework.modelling.command.Repository;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where brakes are loaded from; the aggregate names the bean. */
@Configuration(proxyBeanMethods = false)
class BrakeConfiguration {
  @Bean
  Repository<Brakes> brakesRepository(AggregateRepositories repositories) {
    return repositories.of(Brakes.class);
  }

  /** One connection that stays the same while a brake is set. */
  @Bean(defaultCandidate = false)
  @Qualifier(BrakeAct.ONE_CONNECTION) TransactionTemplate oneConnection(@Qualifier(StoreConfiguration.SYSTEM) DataSource system) {
    return new TransactionTemplate(new JdbcTransactionManager(system));
  }
}

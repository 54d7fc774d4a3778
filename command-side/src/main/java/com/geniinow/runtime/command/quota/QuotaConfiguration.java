package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.store.AggregateRepositories;
import org.axonframework.modelling.command.Repository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where Quotas are loaded from; the aggregate names the bean. */
@Configuration(proxyBeanMethods = false)
class QuotaConfiguration {
  @Bean
  Repository<Quota> quotaRepository(AggregateRepositories repositories) {
    return repositories.of(Quota.class);
  }
}
